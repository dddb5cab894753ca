package io.berth.filter;

import jakarta.servlet.http.HttpServlet;
import java.util.Map;

class UndertowReadYourWritesTest extends ReadYourWritesContract {
  @Override
  Answering open(int port, HttpServlet servlet, Map<String, String> settings) throws Exception {
    return new UndertowSite(port, servlet, settings);
  }
}
