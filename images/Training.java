import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Plays an API server, so that an agent which is started against it loads the classes that it needs in a cluster: it gives one
 * NodeScan with a container that does not run, holds watches open, and takes every write. Prints its port. Argument: a key
 * store with the password {@code training}.
 */
final class Training {

  private static final char[] PASSWORD = "training".toCharArray();
  private static final String LIST =
      """
      {"apiVersion": "imagescan.dev/v1alpha1", "kind": "%s", "metadata": {"resourceVersion": "1"}, "items": [%s]}""";
  private static final String SCAN =
      """
      {"apiVersion": "imagescan.dev/v1alpha1", "kind": "NodeScan",
       "metadata": {"name": "training", "namespace": "imagescan-system", "uid": "1", "resourceVersion": "1", "generation": 1},
       "spec": {"images": ["sha256-0-linux-amd64"], "containers": [
         {"namespace": "default", "pod": "p", "podUID": "0", "container": "c", "containerID": "containerd://0",
          "imageReport": "sha256-0-linux-amd64", "inspect": ["Packages", "Mounts"]}]}}""";

  public static void main(String[] arguments) throws Exception {
    var keys = KeyStore.getInstance(Path.of(arguments[0]).toFile(), PASSWORD);
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);

    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", Training::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] written = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush(); // and stays open
      return;
    }
    boolean scans = exchange.getRequestURI().getPath().endsWith("/nodescans");
    String list = scans ? LIST.formatted("NodeScanList", SCAN) : LIST.formatted("ContainerReportList", "");
    byte[] body = written.length > 0 ? written : list.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
