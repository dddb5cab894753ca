package io.berth.sample.bench;

import java.nio.charset.StandardCharsets;

/**
 * A request of the load generator and what must come back.
 *
 * @param bytes the whole request
 * @param backend the name of the backend that must have answered it; 0 when the node answers itself
 * @param bodyBytes the length of the answer's body
 */
record Ask(byte[] bytes, char backend, long bodyBytes) {
  /** A browser's request: the usual headers, and both cookies that nodes route by. */
  static Ask get(long bodyBytes, String token, char backend) {
    String text =
        "GET /bytes/"
            + bodyBytes
            + " HTTP/1.1\r\nHost: shop.example.org\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)"
            + " Gecko/20100101 Firefox/140.0\r\nAccept: text/html,application/xhtml+xml\r\n"
            + "Accept-Language: en,de;q=0.7\r\nCookie: route="
            + backend
            + "; berth="
            + token
            + "\r\n\r\n";
    return new Ask(text.getBytes(StandardCharsets.US_ASCII), backend, bodyBytes);
  }

  /** The same request of somebody who is answered by the node itself. */
  Ask answeredHere() {
    return new Ask(bytes, (char) 0, bodyBytes);
  }
}
