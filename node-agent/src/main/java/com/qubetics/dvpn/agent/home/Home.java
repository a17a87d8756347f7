package com.qubetics.dvpn.agent.home;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The agent's folder: settings, network facts, keys (0600), journal and status.
public record Home(Path folder) {
  /// Of the environment: names the folder.
  public static final String VARIABLE = "DVPN_AGENT_HOME";

  public static final String USUAL = "/var/lib/dvpn-node";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int LEAST_PASSWORD = 8;
  private static final String AGENT_USER = "dvpn-node";
  private static final FileAttribute<Set<PosixFilePermission>> SECRET =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  /// The folder where no command line names one.
  public static Home usual(Map<String, String> environment) {
    return new Home(Path.of(environment.getOrDefault(VARIABLE, USUAL)).toAbsolutePath());
  }

  /// Whether a node lives here.
  public boolean isSetUp() {
    return Files.exists(settingsFile());
  }

  public Path settingsFile() {
    return folder.resolve("agent.json");
  }

  public Path networkFile() {
    return folder.resolve("network.json");
  }

  public Path journalFile() {
    return folder.resolve("grants.journal");
  }

  public Path statusFile() {
    return folder.resolve("status.json");
  }

  /// What setup changed outside this folder, for uninstall.
  public Path changesFile() {
    return folder.resolve("changes.json");
  }

  /// Where the provider's transactions are written down before they are sent.
  public Path transactions() {
    return folder.resolve("transactions");
  }

  public Path drainFile() {
    return folder.resolve("draining");
  }

  /// Held by the running agent: two would undo each other's work.
  ///
  /// @throws IOException if an agent runs in this folder
  public FileLock lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException("an agent runs in " + folder + " already");
    }
    return lock;
  }

  private Path nodeKeyFile() {
    return folder.resolve("node.key");
  }

  private Path tunnelKeyFile() {
    return folder.resolve("tunnel.key");
  }

  /// The node key and the tunnel key; what is there already stays, but is encrypted if that is
  /// wanted.
  public void makeKeys(AgentSettings settings, SecureRandom random) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (!Files.exists(nodeKeyFile())) {
      writeKey(nodeKeyFile(), Hex.format(PrivateKey.random(random).secret()), settings, random);
    }
    if (!Files.exists(tunnelKeyFile())) {
      writeKey(tunnelKeyFile(), TunnelSecret.random(random).toHex(), settings, random);
    }
    if (settings.keyPasswordFile() != null) {
      for (Path file : keyFiles()) {
        String text = readSecret(file);
        if (!SealedKey.isSealed(text)) {
          writeKey(file, text, settings, random);
        }
      }
    }
  }

  /// Those that are there.
  private List<Path> keyFiles() {
    return Stream.of(nodeKeyFile(), tunnelKeyFile())
        .flatMap(file -> Stream.of(file, next(file)))
        .filter(Files::exists)
        .toList();
  }

  private static void writeKey(Path file, String key, AgentSettings settings, SecureRandom random)
      throws IOException {
    String passwordFile = settings.keyPasswordFile();
    writeSecret(
        file, passwordFile == null ? key : SealedKey.seal(key, passwordIn(passwordFile), random));
  }

  private String key(Path file) throws IOException {
    String text = readSecret(file);
    if (!SealedKey.isSealed(text)) {
      return text;
    }
    String passwordFile = settings().keyPasswordFile();
    if (passwordFile == null) {
      throw new IOException(
          file.getFileName() + ": encrypted: run setup with --key-password-file again");
    }
    return SealedKey.open(text, passwordIn(passwordFile));
  }

  private static String passwordIn(String file) throws IOException {
    return password(TextFile.read("--key-password-file", Path.of(file)));
  }

  /// @param text of the password file
  static String password(String text) throws IOException {
    String line = text.lines().findFirst().orElse("").strip();
    if (line.length() < LEAST_PASSWORD) {
      throw new IOException(
          "key password file: too short (expected: %s characters or more in its first line)"
              .formatted(LEAST_PASSWORD));
    }
    return line;
  }

  /// Hands the folder to the user that the systemd unit runs the agent as, where there is one.
  public void giveToAgent() throws IOException {
    UserPrincipal user;
    try {
      user =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(AGENT_USER);
    } catch (UserPrincipalNotFoundException e) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        own(file, user);
      }
    }
  }

  /// Follows no link: whoever owns the folder may have put one there.
  private static void own(Path file, UserPrincipal user) throws IOException {
    FileOwnerAttributeView owner =
        Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!owner.getOwner().equals(user)) {
      owner.setOwner(user);
    }
  }

  /// A key beside the present one, for the provider to put on chain; one that is there already
  /// stays, so that a transaction that was sent goes with it.
  public PrivateKey makeNextNodeKey(SecureRandom random) throws IOException {
    if (!hasNextNodeKey()) {
      writeKey(
          next(nodeKeyFile()), Hex.format(PrivateKey.random(random).secret()), settings(), random);
    }
    return nodeKey(next(nodeKeyFile()));
  }

  public TunnelSecret makeNextTunnelKey(SecureRandom random) throws IOException {
    if (!hasNextTunnelKey()) {
      writeKey(next(tunnelKeyFile()), TunnelSecret.random(random).toHex(), settings(), random);
    }
    return nextTunnelKey();
  }

  public boolean hasNextNodeKey() {
    return Files.exists(next(nodeKeyFile()));
  }

  public boolean hasNextTunnelKey() {
    return Files.exists(next(tunnelKeyFile()));
  }

  public TunnelSecret nextTunnelKey() throws IOException {
    return tunnelKey(next(tunnelKeyFile()));
  }

  public void adoptNextNodeKey() throws IOException {
    replace(next(nodeKeyFile()), nodeKeyFile());
  }

  public void adoptNextTunnelKey() throws IOException {
    replace(next(tunnelKeyFile()), tunnelKeyFile());
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + ".next");
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public PrivateKey nodeKey() throws IOException {
    return nodeKey(nodeKeyFile());
  }

  private PrivateKey nodeKey(Path file) throws IOException {
    return nodeKey(key(file), file.getFileName().toString());
  }

  static PrivateKey nodeKey(String text, String name) throws IOException {
    try {
      return PrivateKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  public TunnelSecret tunnelKey() throws IOException {
    return tunnelKey(tunnelKeyFile());
  }

  private TunnelSecret tunnelKey(Path file) throws IOException {
    return tunnelKey(key(file), file.getFileName().toString());
  }

  static TunnelSecret tunnelKey(String text, String name) throws IOException {
    try {
      return TunnelSecret.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  /// Without the cause: its message may repeat a part of the key.
  private static IOException malformed(String name) {
    return new IOException(name + ": malformed (expected: 0x and 64 digits)");
  }

  public AgentSettings settings() throws IOException {
    return read(settingsFile(), AgentSettings.class);
  }

  public NetworkFacts network() throws IOException {
    return read(networkFile(), NetworkFacts.class);
  }

  public void write(Path file, Object value) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, Json.pretty(value) + "\n");
    replace(fresh, file);
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return Json.read(Files.readString(file), type);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file.getFileName() + ": missing: run dvpn-node setup until it finds nothing to mend", e);
    } catch (JsonException e) {
      throw new IOException(file.getFileName() + ": unreadable: " + e.getMessage(), e);
    }
  }

  private static void writeSecret(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, SECRET);
    // What root writes, the agent has to read.
    own(fresh, Files.getOwner(file.toAbsolutePath().getParent()));
    Files.write(
        fresh,
        (text + "\n").getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    replace(fresh, file);
  }

  private static String readSecret(Path file) throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      throw new IOException(file.getFileName() + ": readable by others (expected: mode 0600)");
    }
    return Files.readString(file).strip();
  }
}
