package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.imagescan.api.v1alpha1.IgnoredFinding;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The findings that a pod's annotation {@value #ANNOTATION} accepts: a YAML or JSON list of what a
 * scan's {@code spec.ignore} holds. One that cannot be read accepts nothing, and says why. Whoever
 * makes pods writes it: it is bounded, and YAML's aliases are not followed.
 *
 * @param accepted what is accepted; empty when nothing is, or when it cannot be read
 * @param problem why it cannot be read, as the end of a sentence; null when it can, or is not there
 */
public record PodIgnores(List<IgnoredFinding> accepted, String problem) {

  /** The annotation's name. */
  public static final String ANNOTATION = "imagescan.dev/ignore";

  /** What a pod without the annotation has. */
  public static final PodIgnores NONE = new PodIgnores(List.of(), null);

  private static final int MOST_BYTES = 4096;
  private static final int MOST = 64;
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_REASON = 256;
  private static final OneCopy<PodIgnores> COPIES = new OneCopy<>();
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Set<String> FIELDS = Set.of("id", "reason", "until");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A list is copied. */
  public PodIgnores {
    accepted = List.copyOf(accepted);
  }

  static PodIgnores in(Map<String, String> annotations) {
    String text = annotations == null ? null : annotations.get(ANNOTATION);
    return text == null || text.isBlank() ? NONE : COPIES.of(read(text));
  }

  private static PodIgnores read(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return unreadable("is longer than " + MOST_BYTES + " bytes");
    }
    try {
      List<Map<String, String>> entries =
          YAML.readValue(text, new TypeReference<List<Map<String, String>>>() {});
      // A misspelt until would make an exception one for ever.
      return entries != null && entries.stream().allMatch(e -> FIELDS.containsAll(e.keySet()))
          ? checked(YAML.convertValue(entries, new TypeReference<List<IgnoredFinding>>() {}))
          : unreadable("has an entry with something else than id, reason and until");
    } catch (JsonProcessingException | RuntimeException _) {
      // Whatever a parser makes of it: one pod's annotation must not end the watch of all pods.
      return unreadable("is no YAML or JSON list of {id, reason, until}");
    }
  }

  private static PodIgnores checked(List<IgnoredFinding> all) {
    if (all == null || all.size() > MOST || all.stream().anyMatch(Objects::isNull)) {
      return unreadable("is no list of at most " + MOST + " entries {id, reason, until}");
    }
    for (IgnoredFinding one : all) {
      if (!within(one.id(), LONGEST_ID) || !within(one.reason(), LONGEST_REASON)) {
        return unreadable("has an entry without an id or a reason, or with too long a one");
      }
      if (one.until() != null && !isDay(one.until())) {
        return unreadable("has an entry whose until is not a day such as 2027-03-31");
      }
    }
    boolean twice = all.stream().map(IgnoredFinding::id).distinct().count() < all.size();
    return twice ? unreadable("names an id twice") : new PodIgnores(all, null);
  }

  private static PodIgnores unreadable(String problem) {
    return new PodIgnores(List.of(), problem);
  }

  private static boolean within(String text, int longest) {
    return text != null && !text.isBlank() && text.length() <= longest;
  }

  private static boolean isDay(String text) {
    try {
      // A year of more digits is a date for Java, and too far away for any clock.
      return DAY.matcher(text).matches() && LocalDate.parse(text) != null;
    } catch (DateTimeException _) {
      return false;
    }
  }
}
