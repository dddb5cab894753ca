package io.berth.forward;

import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The containers a forward must behave alike on. */
enum Container {
  TOMCAT {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new TomcatFront(handler, null);
    }

    @Override
    Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception {
      return new TomcatFront(handler, shown);
    }
  },
  UNDERTOW {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new UndertowFront(handler, null);
    }

    @Override
    Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception {
      return new UndertowFront(handler, shown);
    }
  };

  /** Every case on every container. */
  static Stream<Arguments> each(Collection<?> cases) {
    return Stream.of(values()).flatMap(on -> cases.stream().map(each -> Arguments.of(on, each)));
  }

  /** The same, with no and with yes. */
  static Stream<Arguments> eachTwice(Collection<?> cases) {
    return each(cases)
        .flatMap(
            once ->
                Stream.of(false, true).map(yes -> Arguments.of(once.get()[0], once.get()[1], yes)));
  }

  abstract Front open(Front.Handler handler) throws Exception;

  /** Over TLS with the certificate "host", HTTP/2 when the client asks for it. */
  abstract Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception;
}
