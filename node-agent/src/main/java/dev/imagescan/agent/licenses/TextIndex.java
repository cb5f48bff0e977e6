package dev.imagescan.agent.licenses;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The texts of the SPDX list as numbers: which words there are, what each licence's words are, and
 * at which places of which licences a few words in a row stand. It is written when the agent is
 * built, from the texts that SPDX publishes, and read when the first text is to be matched.
 *
 * @param dictionary hashes of words
 * @param meaning the word that each hash stands for; spellings of one word have one number
 * @param ids the licences' and exceptions' ids
 * @param required how many words of each must be in a text
 * @param starts where the code of each begins, and behind the last, where it ends
 * @param code words, and between them the signs of {@link Code}
 * @param seeds hashes of words in a row
 * @param seedOwners whose words these are
 * @param seedPlaces where in their owner's code they begin
 */
record TextIndex(
    SortedHashes dictionary,
    char[] meaning,
    List<String> ids,
    int[] required,
    int[] starts,
    char[] code,
    SortedHashes seeds,
    char[] seedOwners,
    char[] seedPlaces) {

  /** How many words in a row are a seed. */
  static final int SEED_WORDS = 5;

  private static final String RESOURCE = "texts.index";

  /** Reads on first use, and keeps the index for as long as the agent lives. */
  private static final class Holder {
    static final TextIndex INDEX = read();
  }

  /** The index that was built with the agent. */
  static TextIndex get() {
    return Holder.INDEX;
  }

  /** The number of a word by its hash; 0 for one that no licence has. */
  int word(int hash) {
    int at = dictionary.first(hash);
    return at < 0 ? 0 : meaning[at];
  }

  /** Which words are among these. */
  boolean[] among(String words) {
    boolean[] among = new boolean[Code.FIRST_SIGN];
    for (String word : words.split(" ")) {
      among[word(TextWords.hash(word))] = true;
    }
    among[0] = false;
    return among;
  }

  /** How many seeds each licence has. */
  int[] seedCounts() {
    int[] counts = new int[ids.size()];
    for (char owner : seedOwners) {
      counts[owner]++;
    }
    return counts;
  }

  /** The hash of the words from here on that are a seed. */
  static int seed(char[] words, int from) {
    int hash = 0;
    for (int i = 0; i < SEED_WORDS; i++) {
      hash = hash * 0x01000193 + words[from + i] * 0x9E3779B1;
    }
    return hash ^ hash >>> 15;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(ids.size());
    for (String id : ids) {
      out.writeUTF(id);
    }
    for (SortedHashes hashes : List.of(dictionary, seeds)) {
      out.writeInt(hashes.size());
      for (int i = 0; i < hashes.size(); i++) {
        out.writeInt(hashes.at(i));
      }
    }
    for (int[] numbers : List.of(required, starts)) {
      out.writeInt(numbers.length);
      for (int number : numbers) {
        out.writeInt(number);
      }
    }
    for (char[] numbers : List.of(meaning, code, seedOwners, seedPlaces)) {
      out.writeInt(numbers.length);
      for (char number : numbers) {
        out.writeChar(number);
      }
    }
  }

  private static TextIndex read() {
    try (InputStream in = TextIndex.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
      String[] ids = new String[data.readInt()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = data.readUTF();
      }
      SortedHashes dictionary = new SortedHashes(ints(data));
      SortedHashes seeds = new SortedHashes(ints(data));
      int[] required = ints(data);
      int[] starts = ints(data);
      char[] meaning = chars(data);
      char[] code = chars(data);
      char[] owners = chars(data);
      char[] places = chars(data);
      return new TextIndex(
          dictionary, meaning, List.of(ids), required, starts, code, seeds, owners, places);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ints(DataInputStream data) throws IOException {
    int[] numbers = new int[data.readInt()];
    ByteBuffer.wrap(data.readNBytes(numbers.length * Integer.BYTES)).asIntBuffer().get(numbers);
    return numbers;
  }

  private static char[] chars(DataInputStream data) throws IOException {
    char[] numbers = new char[data.readInt()];
    ByteBuffer.wrap(data.readNBytes(numbers.length * Character.BYTES)).asCharBuffer().get(numbers);
    return numbers;
  }
}
