package io.berth.forward;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat as it is delivered, but without details on its error pages, and with HTTP/2 without TLS
 * beside HTTP/1.1.
 */
final class TomcatFront implements Front {
  private static final Logger QUIET = Logger.getLogger("org.apache");

  static {
    QUIET.setLevel(Level.SEVERE);
  }

  private final Tomcat tomcat = new Tomcat();
  private final int port;

  TomcatFront(Handler handler) throws Exception {
    this(handler, null);
  }

  /**
   * @param shown for TLS; null for none
   */
  TomcatFront(Handler handler, @Nullable TestCertificates shown) throws Exception {
    port = Ports.free();
    Path servers = Files.createDirectories(Path.of("target", "servers").toAbsolutePath());
    File base = Files.createTempDirectory(servers, "front").toFile();
    tomcat.setBaseDir(base.getPath());
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", "50");
    connector.setProperty("minSpareThreads", "4");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty(
        "allowedTrailerHeaders", "content-digest,x-secret"); // as it must be named
    connector.addUpgradeProtocol(new Http2Protocol());
    if (shown != null) {
      secure(connector, shown);
    }
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base.getPath());
    context.setAllowCasualMultipartParsing(true); // as a servlet with a multipart-config does
    FilterDef filter = new FilterDef();
    filter.setFilterName("first");
    filter.setFilter(new FirstFilter(handler));
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("first");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "nothing", new jakarta.servlet.http.HttpServlet() {})
        .setAsyncSupported(true);
    context.addServletMappingDecoded("/", "nothing", false);
    ErrorReportValve errors = new ErrorReportValve();
    errors.setShowReport(false); // as in server-config: Tomcat shows stack traces otherwise
    errors.setShowServerInfo(false);
    ((StandardHost) tomcat.getHost()).setErrorReportValveClass("");
    tomcat.getHost().getPipeline().addValve(errors);
    tomcat.start();
  }

  private static void secure(Connector connector, TestCertificates shown) throws Exception {
    connector.setSecure(true);
    connector.setScheme("https");
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystoreFile(shown.keystore("host"));
    certificate.setCertificateKeystoreType("PKCS12");
    certificate.setCertificateKeystorePassword(TestCertificates.PASSWORD);
    host.addCertificate(certificate);
    connector.addSslHostConfig(host);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
