package io.berth.filter;

import jakarta.servlet.http.HttpServlet;
import java.util.Map;

class TomcatReadYourWritesTest extends ReadYourWritesContract {
  @Override
  Answering open(int port, HttpServlet servlet, Map<String, String> settings) throws Exception {
    return Site.start(port, servlet, settings);
  }
}
