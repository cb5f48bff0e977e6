package dev.imagescan.agent.containment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.image.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a runtime was told about a container in its bundle's {@code config.json}.
 *
 * @param filter its seccomp filter, if it has one
 * @param devices which devices it may open
 * @param binds what of the host it was to have, in the order in which it was mounted
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">the OCI
 *     runtime specification</a>
 */
record Bundle(Optional<Filter> filter, DeviceRules devices, List<Bind> binds) {

  /** The longest {@code config.json} that is read, in bytes. */
  static final int MOST_BYTES = 1 << 20;

  private static final int MOST_BINDS = 1000;

  Bundle {
    binds = List.copyOf(binds);
  }

  /** A directory or file of the host, and where in the container it was to be. */
  record Bind(String source, String destination, boolean readOnly) {}

  /** Reads the file; throws when it is not JSON or beyond bounds. */
  static Bundle parse(byte[] config) throws IOException {
    Reader reader = new Reader();
    Json.document(
        new ByteArrayInputStream(config),
        MOST_BYTES,
        "a bundle's config.json",
        json ->
            Json.object(
                json,
                (name, value) -> {
                  switch (name) {
                    case "linux" -> Json.object(value, reader::linux);
                    case "mounts" -> Json.array(value, reader::mount);
                    default -> {}
                  }
                }));
    return new Bundle(
        Optional.ofNullable(reader.defaultAction)
            .map(action -> new Filter(isAllowing(action), reader.rules)),
        DeviceRules.of(reader.devices),
        reader.binds);
  }

  private static boolean isAllowing(String action) {
    return action.equals("SCMP_ACT_ALLOW") || action.equals("SCMP_ACT_LOG");
  }

  private static final class Reader {
    private final List<Filter.Rule> rules = new ArrayList<>();
    private final List<DeviceRules.Rule> devices = new ArrayList<>();
    private final List<Bind> binds = new ArrayList<>();
    private String defaultAction;

    void mount(JsonParser json) throws IOException {
      String[] texts = {"", "", ""};
      List<String> options = new ArrayList<>();
      Json.object(
          json,
          (name, value) -> {
            switch (name) {
              case "type" -> texts[0] = Json.text(value);
              case "source" -> texts[1] = Json.text(value);
              case "destination" -> texts[2] = Json.text(value);
              case "options" -> Json.array(value, item -> options.add(Json.text(item)));
              default -> {}
            }
          });
      boolean bound =
          texts[0].equals("bind") || options.contains("bind") || options.contains("rbind");
      if (bound && texts[1].startsWith("/") && binds.size() < MOST_BINDS) {
        binds.add(new Bind(texts[1], texts[2], options.contains("ro")));
      }
    }

    void linux(String name, JsonParser json) throws IOException {
      switch (name) {
        case "seccomp" -> Json.object(json, this::seccomp);
        case "resources" -> Json.object(json, this::resource);
        default -> {}
      }
    }

    private void resource(String name, JsonParser json) throws IOException {
      if (name.equals("devices")) {
        Json.array(json, this::device);
      }
    }

    private void seccomp(String name, JsonParser json) throws IOException {
      switch (name) {
        case "defaultaction" -> defaultAction = Json.text(json);
        case "syscalls" -> Json.array(json, this::rule);
        default -> {}
      }
    }

    private void rule(JsonParser json) throws IOException {
      List<String> names = new ArrayList<>();
      List<Filter.Condition> conditions = new ArrayList<>();
      String[] action = {""};
      Json.object(
          json,
          (name, value) -> {
            switch (name) {
              case "names" -> Json.array(value, item -> names.add(Json.text(item)));
              case "action" -> action[0] = Json.text(value);
              case "args" -> Json.array(value, item -> conditions.add(condition(item)));
              default -> {}
            }
          });
      names.forEach(call -> rules.add(new Filter.Rule(call, isAllowing(action[0]), conditions)));
    }

    private static Filter.Condition condition(JsonParser json) throws IOException {
      long[] numbers = new long[3];
      String[] operator = {""};
      Json.object(
          json,
          (name, value) -> {
            switch (name) {
              case "index" -> numbers[0] = number(value);
              case "value" -> numbers[1] = number(value);
              case "valuetwo" -> numbers[2] = number(value);
              case "op" -> operator[0] = Json.text(value);
              default -> {}
            }
          });
      return new Filter.Condition((int) numbers[0], numbers[1], numbers[2], operator[0]);
    }

    private void device(JsonParser json) throws IOException {
      boolean[] allow = new boolean[1];
      String[] texts = {"a", "*", "*", ""};
      Json.object(
          json,
          (name, value) -> {
            switch (name) {
              case "allow" -> allow[0] = value.currentToken() == JsonToken.VALUE_TRUE;
              case "type" -> texts[0] = Json.text(value);
              case "major" -> texts[1] = String.valueOf(number(value));
              case "minor" -> texts[2] = String.valueOf(number(value));
              case "access" -> texts[3] = Json.text(value);
              default -> {}
            }
          });
      if (allow[0] && !texts[0].isEmpty()) {
        String numbers = texts[1] + ":" + texts[2];
        devices.add(new DeviceRules.Rule(texts[0].charAt(0), numbers.replace("-1", "*"), texts[3]));
      }
    }

    private static long number(JsonParser json) throws IOException {
      return json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : 0;
    }
  }
}
