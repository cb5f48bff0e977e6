package dev.imagescan.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Writes kubeconfig files that hold all they need, so that they can be copied elsewhere. */
final class Kubeconfig {

  private final String server;
  private final String authority;

  /**
   * Kubeconfigs for one API server.
   *
   * @param server its URL
   * @param authority the PEM certificate by which it is known
   */
  Kubeconfig(String server, String authority) {
    this.server = server;
    this.authority = authority;
  }

  /** Writes a kubeconfig for whoever holds the key of a certificate. */
  Path write(Path file, Authority.Pair client) {
    String user = "client-certificate-data: %s, client-key-data: %s";
    return writeUser(file, user.formatted(base64(client.certificate()), base64(client.key())));
  }

  /**
   * Writes a kubeconfig for whoever has a token; unlike elliptic keys, every client library
   * understands it.
   */
  Path write(Path file, String token) {
    return writeUser(file, "token: " + token);
  }

  private Path writeUser(Path file, String user) {
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: imagescan-e2e
          cluster: {server: "%s", certificate-authority-data: %s}
        users:
        - name: user
          user: {%s}
        contexts:
        - name: imagescan-e2e
          context: {cluster: imagescan-e2e, user: user}
        current-context: imagescan-e2e
        """
            .formatted(server, base64(authority), user);
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
