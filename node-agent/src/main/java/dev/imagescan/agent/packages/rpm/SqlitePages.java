package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The pages of a SQLite database, the newest content of each. Every page belongs to one tree or one
 * chain, so an honest reader asks for each at most once; who asks more often goes in circles.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#pages">Database File Format, section 1</a>
 */
final class SqlitePages {

  /** The database's header, at the beginning of the first page. */
  static final int HEADER = 100;

  private static final int SMALLEST = 512;
  private static final int LARGEST = 65_536;
  private static final int LEAST_USABLE = 480;
  private static final int WRITES_LOG = 2;

  private final DatabaseFile file;
  private final SqliteLog log;
  private final int pageSize;
  private final int usable;
  private final long count;
  private long visits;

  private SqlitePages(DatabaseFile file, SqliteLog log) throws IOException {
    this.file = file;
    this.log = log;
    if (log == null && file.size() == 0) {
      pageSize = 0;
      usable = 0;
      count = 0;
      return;
    }
    pageSize = log == null ? pageSize(header(file, 0)) : log.pageSize();
    ByteBuffer header =
        log != null && log.pages().containsKey(1)
            ? header(log.file(), log.pages().get(1))
            : header(file, 0);
    MalformedException.unless(pageSize(header) == pageSize && header.getInt(56) == 1);
    usable = pageSize - (header.get(20) & 0xff);
    MalformedException.unless(usable >= LEAST_USABLE);
    count = file.size() / pageSize + (log == null ? 0 : log.pages().size());
  }

  /** The pages of a database and of its log, where the database says that there is one. */
  static SqlitePages of(DatabaseFile file, RpmDatabase.Log log) throws IOException {
    if (file.size() > 0 && header(file, 0).get(19) != WRITES_LOG) {
      return new SqlitePages(file, null);
    }
    Optional<DatabaseFile> beside = log.open();
    return new SqlitePages(
        file, beside.isEmpty() ? null : SqliteLog.read(beside.get()).orElse(null));
  }

  static boolean isPageSize(int size) {
    return size >= SMALLEST && size <= LARGEST && Integer.bitCount(size) == 1;
  }

  private static ByteBuffer header(DatabaseFile file, long position) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file.bytes(position, HEADER));
    byte[] magic = new byte[SqliteDatabase.MAGIC_LENGTH];
    header.get(0, magic);
    MalformedException.unless(SqliteDatabase.isOne(magic));
    return header;
  }

  private static int pageSize(ByteBuffer header) throws MalformedException {
    int size = header.getShort(16) & 0xffff;
    size = size == 1 ? LARGEST : size;
    MalformedException.unless(isPageSize(size));
    return size;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many bytes of a page are in use: an extension may keep some at its end. */
  int usable() {
    return usable;
  }

  /** The bytes of a page that are in use. */
  byte[] page(int number) throws IOException {
    byte[] page = new byte[usable];
    visit(number).copy(position(number), page, 0, usable);
    return page;
  }

  /**
   * Appends a page of an overflow chain.
   *
   * @param most so many bytes are still to come
   * @return the number of the next page
   */
  int append(int number, long most, Blob blob) throws IOException {
    DatabaseFile from = visit(number);
    long position = position(number);
    int next = ByteBuffer.wrap(from.bytes(position, 4)).getInt();
    blob.append(from, position + 4, (int) Math.min(most, usable - 4));
    return next;
  }

  private DatabaseFile visit(int number) throws MalformedException {
    MalformedException.unless(++visits <= count);
    return isInLog(number) ? log.file() : file;
  }

  private boolean isInLog(int number) {
    return log != null && log.pages().containsKey(number);
  }

  private long position(int number) {
    return isInLog(number)
        ? log.pages().get(number)
        : (Integer.toUnsignedLong(number) - 1) * pageSize;
  }
}
