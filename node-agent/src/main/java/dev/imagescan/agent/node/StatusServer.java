package dev.imagescan.agent.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Serves {@code /metrics} in Prometheus' text format, {@code /healthz} and {@code /readyz}. */
final class StatusServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("status-server").factory());

  StatusServer(
      int port, PrometheusMeterRegistry registry, BooleanSupplier healthy, BooleanSupplier ready)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 16);
    server.setExecutor(executor);
    server.createContext("/metrics", exchange -> answer(exchange, 200, registry.scrape()));
    server.createContext(
        "/healthz", exchange -> answer(exchange, healthy, "the loop stands still"));
    server.createContext("/readyz", exchange -> answer(exchange, ready, "no plan was seen yet"));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, BooleanSupplier good, String otherwise)
      throws IOException {
    boolean isGood = good.getAsBoolean();
    answer(exchange, isGood ? 200 : 503, (isGood ? "ok" : otherwise) + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
