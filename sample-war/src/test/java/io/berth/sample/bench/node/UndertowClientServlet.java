package io.berth.sample.bench.node;

import io.berth.sample.bench.Consumers;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The library that came nearest, in the place of Berth's own engine: Undertow's client with one I/O
 * thread, behind an asynchronous servlet on Tomcat that streams. It does what is needed to be
 * compared and no more: no request bodies, retries, time-outs or rules.
 */
final class UndertowClientServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised
  private final Setup setup;

  @SuppressWarnings("serial") // never serialised
  private final Map<String, UndertowConnections> connections = new HashMap<>();

  private UndertowClientServlet(Setup setup) throws IOException {
    this.setup = setup;
    XnioWorker worker =
        Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    for (char name : Consumers.BACKENDS.toCharArray()) {
      String backend = setup.backend(name);
      connections.put(backend, new UndertowConnections(URI.create(backend), worker.getIoThread()));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    EmbeddedTomcat tomcat = new EmbeddedTomcat(setup.port());
    tomcat.serve(new UndertowClientServlet(setup));
    Control.serve("2.4.3.Final on Tomcat " + tomcat.start());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    UndertowConnections node = connections.get(setup.backend(request));
    if (node == null) {
      throw new IllegalArgumentException("no such backend");
    }
    new UndertowRelay(node, request, response).start();
  }
}
