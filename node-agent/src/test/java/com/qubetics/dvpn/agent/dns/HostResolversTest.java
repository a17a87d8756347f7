package com.qubetics.dvpn.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostResolversTest {
  @TempDir Path folder;

  private Path file;
  private Path behind;
  private HostResolvers resolvers;

  @BeforeEach
  void begin() {
    file = folder.resolve("resolv.conf");
    behind = folder.resolve("behind.conf");
    resolvers = new HostResolvers(file, behind);
  }

  @Test
  void namesThoseOfTheFileInItsOrder() throws IOException {
    Files.writeString(
        file,
        """
        # nameserver 1.1.1.1
        nameserver 9.9.9.9
        search example
        nameserver 2620:fe::fe # quad9
        nameserver nonsense
        nameserver 9.9.9.9
        """);

    assertThat(names()).containsExactly("9.9.9.9", "2620:fe:0:0:0:0:0:fe");
  }

  @Test
  void asksThoseBehindTheStubInItsPlace() throws IOException {
    Files.writeString(file, "nameserver 127.0.0.53\noptions edns0 trust-ad\n");
    assertThat(names()).containsExactly("127.0.0.53");

    Files.writeString(behind, "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");

    assertThat(names()).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @Test
  void noticesAFileThatIsWrittenReplacedOrGone() throws IOException {
    assertThat(names()).isEmpty();
    Files.writeString(file, "nameserver 192.0.2.1\n");
    assertThat(names()).containsExactly("192.0.2.1");
    Path fresh = Files.writeString(folder.resolve("new"), "nameserver 192.0.2.9\n");
    Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(file));
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(names()).containsExactly("192.0.2.9");

    Files.delete(file);
    assertThat(names()).isEmpty();
  }

  private List<String> names() {
    return resolvers.get().stream().map(Upstream::toString).toList();
  }
}
