package dev.imagescan.agent.licenses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes the {@link TextIndex} of the licences that the SPDX project's Java library brings along.
 * Runs in the build, and is not part of the agent.
 */
final class IndexBuilder {

  private static final String LIST = "/resources/stdlicenses/";

  /** Of so many places in a row one begins a seed. */
  private static final int WINDOW = 12;

  /** What Creative Commons says to the reader in front of its licences is not part of them. */
  private static final Pattern CONSIDERATIONS =
      Pattern.compile(
          "(?s)Using Creative Commons Public Licenses.*?"
              + "(?=Creative Commons \\S+ 4.0 International Public License\\s+By exercising)");

  private record Seed(int hash, int owner, int place) {}

  private final Map<Integer, Integer> dictionary = new HashMap<>();
  private final Map<Integer, Integer> spellings = new HashMap<>();
  private final Map<String, Template> templates = new TreeMap<>();

  private IndexBuilder() {
    Tables.byName("equal-words.txt")
        .forEach((word, other) -> spellings.put(TextWords.hash(word), TextWords.hash(other)));
  }

  /** Writes the index and the tables into this folder. */
  public static void main(String[] arguments) throws IOException {
    SpdxTables tables = new SpdxTables(json("licenses.json").get("licenses"));
    write(tables.names(), arguments[0] + "/spdx-names.txt");
    write(tables.urls(), arguments[0] + "/spdx-urls.txt");
    IndexBuilder builder = new IndexBuilder();
    builder.read("licenses", "licenses", "licenseId", "standardLicenseTemplate");
    builder.read("exceptions", "exceptions", "licenseExceptionId", "licenseExceptionTemplate");
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(arguments[0] + "/texts.index")))) {
      builder.index().write(out);
    }
  }

  private static void write(String text, String file) throws IOException {
    try (OutputStream out = new FileOutputStream(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void read(String table, String list, String idField, String templateField)
      throws IOException {
    Map<String, String> before = new HashMap<>();
    for (JsonNode entry : json(table + ".json").get(list)) {
      String id = entry.get(idField).asText();
      if (entry.path("isDeprecatedLicenseId").asBoolean() || repeats(id)) {
        continue;
      }
      String text = json(id + ".json").get(templateField).asText();
      Template template =
          new Template(
              CONSIDERATIONS.matcher(text).replaceFirst("<<beginOptional>>$0<<endOptional>>"),
              this::number);
      String same = before.put(new String(template.code()), id);
      if (same != null) {
        throw new IllegalStateException(id + " has the same text as " + same);
      }
      templates.put(onOurList(id) ? id : LicenseNames.ref(id), template);
    }
  }

  /** Ids that do not say whose text something is, but how it is used. */
  private static boolean repeats(String id) {
    return id.endsWith("-or-later")
        || id.contains("-invariants-")
        || id.endsWith("-RFN")
        || id.equals("MPL-2.0-no-copyleft-exception")
        || id.equals("CAL-1.0-Combined-Work-Exception");
  }

  private static boolean onOurList(String id) {
    return SpdxList.license(id).isPresent() || SpdxList.exception(id).isPresent();
  }

  private int number(int hash) {
    return dictionary.computeIfAbsent(
        spellings.getOrDefault(hash, hash), _ -> dictionary.size() + 1);
  }

  private TextIndex index() {
    spellings.forEach((from, to) -> dictionary.put(from, number(to)));
    List<Integer> hashes = dictionary.keySet().stream().sorted().toList();
    char[] meaning = new char[hashes.size()];
    for (int i = 0; i < meaning.length; i++) {
      meaning[i] = (char) (int) dictionary.get(hashes.get(i));
    }
    List<String> ids = List.copyOf(templates.keySet());
    int[] required = templates.values().stream().mapToInt(Template::required).toArray();
    int[] starts = new int[ids.size() + 1];
    StringBuilder code = new StringBuilder();
    List<Seed> seeds = new ArrayList<>();
    int owner = 0;
    for (Template template : templates.values()) {
      code.append(template.code());
      seeds.addAll(seeds(owner, template.code(), ids.get(owner)));
      starts[++owner] = code.length();
    }
    seeds.sort(Comparator.comparingInt(Seed::hash).thenComparingInt(Seed::owner));
    return new TextIndex(
        new SortedHashes(hashes.stream().mapToInt(Integer::intValue).toArray()),
        meaning,
        ids,
        required,
        starts,
        code.toString().toCharArray(),
        new SortedHashes(seeds.stream().mapToInt(Seed::hash).toArray()),
        chars(seeds.stream().map(Seed::owner).toList()),
        chars(seeds.stream().map(Seed::place).toList()));
  }

  /**
   * Of words in a row that must be there, the smallest hash among as many as a window has. Words
   * that the licence says twice do not tell the place, and are left out.
   */
  private static List<Seed> seeds(int owner, char[] code, String id) {
    List<Seed> all = rows(owner, code);
    Map<Integer, Long> often =
        all.stream().collect(Collectors.groupingBy(Seed::hash, Collectors.counting()));
    List<Seed> seeds = new ArrayList<>();
    List<Seed> window = new ArrayList<>();
    for (Seed seed : all) {
      if (!window.isEmpty() && seed.place() >= window.getFirst().place() + WINDOW) {
        seeds.add(window.stream().min(Comparator.comparingInt(Seed::hash)).orElseThrow());
        window.clear();
      }
      if (often.get(seed.hash()) == 1) {
        window.add(seed);
      }
    }
    if (!window.isEmpty()) {
      seeds.add(window.stream().min(Comparator.comparingInt(Seed::hash)).orElseThrow());
    }
    if (seeds.isEmpty()) {
      throw new IllegalStateException(id + " has no words in a row");
    }
    return seeds;
  }

  /** All words in a row that must be there. */
  private static List<Seed> rows(int owner, char[] code) {
    List<Seed> rows = new ArrayList<>();
    int depth = 0;
    int row = 0;
    for (int i = 0; i < code.length; i++) {
      if (Code.isWord(code[i])) {
        row = depth == 0 ? row + 1 : 0;
        if (row >= TextIndex.SEED_WORDS) {
          int place = i + 1 - TextIndex.SEED_WORDS;
          rows.add(new Seed(TextIndex.seed(code, place), owner, place));
        }
      } else {
        row = 0;
        depth += code[i] == Code.OPEN ? 1 : code[i] == Code.CLOSE ? -1 : 0;
        i += Code.SIGN_LENGTH - 1;
      }
    }
    return rows;
  }

  private static char[] chars(List<Integer> numbers) {
    char[] chars = new char[numbers.size()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (int) numbers.get(i);
    }
    return chars;
  }

  private static JsonNode json(String name) throws IOException {
    try (InputStream in = IndexBuilder.class.getResourceAsStream(LIST + name)) {
      if (in == null) {
        throw new IllegalStateException("the SPDX library lacks " + LIST + name);
      }
      return new ObjectMapper().readTree(in);
    }
  }
}
