package dev.imagescan.agent.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a NodeReport says, in a few bytes: equal when a new one would tell nothing new. When it was
 * found out does not count, and free space by 64ths of its disk only.
 */
record ReportDigest(String sha256) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARES = 64;

  static ReportDigest of(NodeReportStatus status) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
        JSON.writeValue(out, lasting(status));
      }
      return new ReportDigest(HexFormat.of().formatHex(sha256.digest()));
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException("every JVM has SHA-256, and every record JSON", e);
    }
  }

  private static NodeReportStatus lasting(NodeReportStatus status) {
    return new NodeReportStatus(
        status.state(),
        status.reason(),
        status.message(),
        null,
        status.distribution(),
        status.kernel(),
        status.runtimes() == null
            ? null
            : status.runtimes().stream().map(ReportDigest::lasting).toList(),
        status.packageCount(),
        status.licensedCount(),
        status.licenses(),
        status.packages(),
        status.mounts(),
        status.containerMounts(),
        status.problems(),
        status.truncated());
  }

  private static NodeRuntime lasting(NodeRuntime runtime) {
    List<RuntimeStorage> storage =
        runtime.storage() == null
            ? null
            : runtime.storage().stream().map(ReportDigest::lasting).toList();
    return new NodeRuntime(
        runtime.name(), runtime.executable(), runtime.installedBy(), runtime.sockets(), storage);
  }

  private static RuntimeStorage lasting(RuntimeStorage storage) {
    return new RuntimeStorage(
        storage.path(), storage.type(), storage.source(), storage.capacityBytes(), share(storage));
  }

  private static Long share(RuntimeStorage storage) {
    Long capacity = storage.capacityBytes();
    return capacity == null || storage.availableBytes() == null || capacity < SHARES
        ? storage.availableBytes()
        : Long.valueOf(storage.availableBytes() / (capacity / SHARES));
  }
}
