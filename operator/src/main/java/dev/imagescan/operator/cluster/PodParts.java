package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a Pod's JSON that a {@link PodView} is made of; they live as long as its reading.
 */
final class PodParts {

  private static final Pattern DIGEST =
      Pattern.compile("(?:.*@|[a-z-]+://)?(sha256:[0-9a-f]{64})", Pattern.DOTALL);

  private PodParts() {}

  /** The one copy of a string that many pods have in common. */
  static String shared(String text) {
    return text == null ? null : text.intern();
  }

  static long seconds(String timestamp) {
    return Timestamp.parse(timestamp).map(Instant::getEpochSecond).orElse(0L);
  }

  static Map<String, String> shared(Map<String, String> labels) {
    if (labels == null || labels.isEmpty()) {
      return Map.of();
    }
    Map<String, String> result = HashMap.newHashMap(labels.size());
    labels.forEach((key, value) -> result.put(shared(key), value == null ? "" : shared(value)));
    return Map.copyOf(result);
  }

  /**
   * The digest in a container status' {@code imageID}: what follows the last {@code @}, or the
   * whole of it for an image that was imported rather than pulled.
   */
  static Optional<String> digest(String imageID) {
    Matcher matcher = DIGEST.matcher(imageID == null ? "" : imageID);
    return matcher.matches() ? Optional.of(shared(matcher.group(1))) : Optional.empty();
  }

  private static <T> Stream<T> all(List<T> first, List<T> second, List<T> third) {
    return Stream.of(first, second, third)
        .mapMulti(
            (l, out) -> {
              if (l != null) {
                l.forEach(out);
              }
            });
  }

  /** {@code spec}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Spec(
      String nodeName,
      List<Container> initContainers,
      List<Container> containers,
      List<Container> ephemeralContainers,
      SecurityContext securityContext,
      List<PodTraits.Tolerated> tolerations,
      List<SecretName> imagePullSecrets,
      Boolean hostPID,
      Boolean hostNetwork,
      Boolean hostIPC,
      Boolean hostUsers,
      Boolean shareProcessNamespace) {

    PodTraits traits(boolean saysCarrier) {
      SecurityContext own = securityContext == null ? SecurityContext.NONE : securityContext;
      return new PodTraits(
              own.fsGroup(),
              own.fsGroupChangePolicy(),
              own.level().or(this::levelOfContainers).orElse(null),
              tolerations,
              imagePullSecrets == null
                  ? null
                  : imagePullSecrets.stream()
                      .map(SecretName::name)
                      .filter(Objects::nonNull)
                      .toList(),
              saysCarrier ? onlyImage() : null)
          .shared();
    }

    private Optional<String> levelOfContainers() {
      return all(containers, null, null)
          .map(Container::securityContext)
          .filter(Objects::nonNull)
          .flatMap(context -> context.level().stream())
          .findFirst();
    }

    /** Ephemeral containers do not count: anybody may be looking into a carrier with one. */
    private String onlyImage() {
      boolean one =
          containers != null
              && containers.size() == 1
              && (initContainers == null || initContainers.isEmpty());
      return one ? containers.getFirst().image() : null;
    }

    Map<String, Container> byName() {
      return all(initContainers, containers, ephemeralContainers)
          .filter(c -> c.name() != null)
          .collect(Collectors.toMap(Container::name, Function.identity(), (a, _) -> a));
    }
  }

  /** One container of {@code spec}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Container(String name, String image, SecurityContext securityContext) {}

  /** A Secret by name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record SecretName(String name) {}

  /** {@code status}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Status(
      String phase,
      List<PodCondition> conditions,
      List<ContainerStatus> initContainerStatuses,
      List<ContainerStatus> containerStatuses,
      List<ContainerStatus> ephemeralContainerStatuses) {

    boolean ready() {
      return conditions != null
          && conditions.stream()
              .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status()));
    }

    boolean ended() {
      return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    List<ContainerView> running(Spec spec) {
      Map<String, Container> known = spec == null ? Map.of() : spec.byName();
      return all(initContainerStatuses, containerStatuses, ephemeralContainerStatuses)
          .filter(ContainerStatus::runs)
          .map(status -> status.view(spec, known.get(status.name())))
          .toList();
    }
  }

  /** One condition of {@code status}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record PodCondition(String type, String status) {}

  /** One container of {@code status}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ContainerStatus(
      String name, String containerID, String image, String imageID, ContainerState state) {

    boolean runs() {
      return name != null
          && containerID != null
          && !containerID.isEmpty()
          && state != null
          && state.running() != null;
    }

    ContainerView view(Spec spec, Container container) {
      String otherwise = image == null ? "" : image;
      boolean named = container != null && container.image() != null;
      return new ContainerView(
          shared(name),
          containerID,
          shared(named ? container.image() : otherwise),
          digest(imageID).orElse(null),
          container == null ? null : Declared.by(spec, container));
    }
  }

  /** The state of a container; present means so. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ContainerState(Running running) {}

  /** That a container runs. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Running() {}
}
