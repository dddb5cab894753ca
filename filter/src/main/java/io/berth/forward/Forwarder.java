package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Carries a client's request to another node and that node's answer back, streaming both ways.
 *
 * <p>Thread-safe.
 */
public final class Forwarder implements AutoCloseable {
  private static final Set<String> NOT_COPIED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "host",
          "expect",
          "berth-hop");

  private final HttpClient client;
  private final ForwardSettings settings;
  private final ForwardListener listener;

  public Forwarder(ForwardSettings settings, ForwardListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Forwards a request. Never throws for what fails upstream: that is answered to the client (502,
   * 503, 504) without naming the node's address.
   *
   * @param clientToNode the request as the container gave it, not touched by anybody (no
   *     parameters, no body read)
   * @param nodeToClient its response, not committed
   * @param target where to
   * @param ours headers of Berth to add after the strip, for example the sealed hop header
   * @throws IOException when the client's own connection broke
   */
  public void forward(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      Node target,
      Map<String, String> ours)
      throws IOException {
    HttpRequest request = outbound(clientToNode, target, ours);
    try {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      relay(answer, nodeToClient);
      listener.done(target, Outcome.ANSWERED);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      fail(nodeToClient, HttpServletResponse.SC_SERVICE_UNAVAILABLE, target, Outcome.UNREACHABLE);
    } catch (HttpTimeoutException e) {
      fail(nodeToClient, HttpServletResponse.SC_GATEWAY_TIMEOUT, target, Outcome.LATE);
    } catch (IOException e) {
      fail(nodeToClient, HttpServletResponse.SC_BAD_GATEWAY, target, Outcome.BROKEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(nodeToClient, HttpServletResponse.SC_SERVICE_UNAVAILABLE, target, Outcome.BROKEN);
    }
  }

  private HttpRequest outbound(
      HttpServletRequest clientToNode, Node target, Map<String, String> ours) {
    String query = clientToNode.getQueryString();
    URI uri =
        URI.create(
            target.address() + clientToNode.getRequestURI() + (query == null ? "" : "?" + query));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(settings.firstByteTimeout())
            .method(clientToNode.getMethod(), body(clientToNode));
    for (String name : Collections.list(clientToNode.getHeaderNames())) {
      if (!NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
        Collections.list(clientToNode.getHeaders(name))
            .forEach(value -> request.header(name, value));
      }
    }
    ours.forEach(request::setHeader);
    return request.build();
  }

  private static BodyPublisher body(HttpServletRequest clientToNode) {
    boolean chunked = clientToNode.getHeader("Transfer-Encoding") != null;
    long length = clientToNode.getContentLengthLong();
    if (!chunked && length <= 0) {
      return BodyPublishers.noBody();
    }
    BodyPublisher stream = BodyPublishers.ofInputStream(() -> input(clientToNode));
    return chunked ? stream : BodyPublishers.fromPublisher(stream, length);
  }

  private static InputStream input(HttpServletRequest clientToNode) {
    try {
      return clientToNode.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void relay(HttpResponse<InputStream> answer, HttpServletResponse nodeToClient)
      throws IOException {
    nodeToClient.setStatus(answer.statusCode());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> nodeToClient.addHeader(name, value));
              }
            });
    answer
        .headers()
        .firstValueAsLong("Content-Length")
        .ifPresent(nodeToClient::setContentLengthLong);
    try (InputStream body = answer.body()) {
      body.transferTo(nodeToClient.getOutputStream());
    }
  }

  private void fail(HttpServletResponse nodeToClient, int status, Node target, Outcome outcome)
      throws IOException {
    listener.done(target, outcome);
    if (nodeToClient.isCommitted()) {
      throw new IOException("the answer of node " + target.name() + " broke off");
    }
    nodeToClient.reset();
    nodeToClient.setStatus(status);
    nodeToClient.setHeader("Cache-Control", "no-store");
    nodeToClient.setHeader("Retry-After", "2");
  }

  @Override
  public void close() {
    // The JDK's client ends its thread when it is no longer reachable.
  }
}
