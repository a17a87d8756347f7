package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/// The commands in `.devnet/bin` and the file that lists what is where: `dvpn` runs on the host of
/// a client, `dvpn-node` on that of a node, `dvpn-admin` on the control plane; all of them from the
/// machine's shell as well as from `./dev shell`.
public final class Wrappers {

  private Wrappers() {}

  public static void write(Layout layout) {
    script(layout.bin().resolve("on"), on(layout));
    command(layout, "dvpn", "${DVPN_HOST:-client-1}", Program.client(layout), client(layout));
    command(layout, "dvpn-node", "${DVPN_HOST:-fra-1}", Program.agent(layout), agent(layout));
    command(layout, "dvpn-admin", "control", Program.admin(layout), admin());
    Keys.replace(layout.environmentFile(), environment(layout));
  }

  /// `login` knows the devnet's gateway, unless told another.
  private static String client(Layout layout) {
    return """
        export DVPN_HOME='%s'/"${DVPN_HOST:-client-1}" DVPN_RPC='%s'
        if [[ ${1:-} == login && " $* " != *" --gateway"* ]]; then
          set -- "$@" --gateway '%s' --ca '%s'
        fi
        """
        .formatted(
            layout.home().resolve("clients"),
            Environment.RPC,
            Environment.GATEWAY,
            layout.authority());
  }

  private static String admin() {
    return "export DVPN_RPC_URL='%s'\n".formatted(Environment.RPC);
  }

  private static String agent(Layout layout) {
    return "export DVPN_AGENT_HOME='%s'/\"${DVPN_HOST:-fra-1}\"\n"
        .formatted(layout.home().resolve("nodes"));
  }

  /// `on HOST COMMAND…`: enters the sandbox unless already inside, then the host's network.
  private static String on(Layout layout) {
    return """
        #!/usr/bin/env bash
        # on HOST COMMAND...: runs a command on a host of the devnet.
        set -euo pipefail
        host=$1
        shift
        inside=(nsenter "--net=/run/netns/$host" -- unshare --mount -- /bin/sh -c '%2$s' "$host")
        [[ $host != control ]] || inside=()
        if [[ -e /run/netns/client-1 ]]; then
          exec "${inside[@]}" "$@"
        fi
        read -r first _ 2>/dev/null <'%1$s' || { echo "the network does not run: ./dev up" >&2; exit 1; }
        read -r init _ 2>/dev/null <"/proc/$first/task/$first/children" || [[ -n ${init:-} ]] || { echo "the network does not run: ./dev up" >&2; exit 1; }
        user=()
        [[ "$(readlink "/proc/$init/ns/user")" == "$(readlink /proc/self/ns/user)" ]] || user=(--user --preserve-credentials)
        exec nsenter --target "$init" "${user[@]}" --mount --net --pid --wd="$PWD" -- "${inside[@]}" "$@"
        """
        .formatted(layout.pidFile(), Host.OWN_FILES);
  }

  /// Without a cache: the script stays when the program is built again.
  private static void command(
      Layout layout, String name, String host, Program program, String preparation) {
    script(
        layout.bin().resolve(name),
        """
        #!/usr/bin/env bash
        # %1$s on a host of the devnet; DVPN_HOST names another one.
        set -euo pipefail
        %2$sexec '%3$s/on' "%4$s" %5$s "$@"
        """
            .formatted(
                name,
                preparation,
                layout.bin(),
                host,
                Jvm.uncached(program).stream()
                    .map(part -> "'%s'".formatted(part))
                    .collect(Collectors.joining(" "))));
  }

  private static String environment(Layout layout) {
    StringBuilder text =
        new StringBuilder("# What the devnet uses; secrets are in the named files.\n");
    line(text, "DVPN_GATEWAY", Environment.GATEWAY);
    line(text, "DVPN_GATEWAY_ON_THIS_MACHINE", "https://127.0.0.1:" + Layout.GATEWAY_PORT);
    line(text, "DVPN_CA", layout.authority());
    line(text, "DVPN_RPC", Environment.RPC);
    line(text, "DVPN_NETWORK_FILE", layout.networkFile());
    line(text, "DVPN_POSTGRES", Environment.POSTGRES);
    line(text, "DVPN_KAFKA_BOOTSTRAP", Environment.KAFKA);
    for (Service service : Service.ALL) {
      line(
          text,
          service.name().toUpperCase(java.util.Locale.ROOT).replace('-', '_') + "_PORT",
          service.port());
    }
    line(text, "DVPN_DATA", layout.data());
    line(text, "DVPN_KEYS", layout.keys());
    line(text, "DVPN_SECRETS", layout.secrets());
    line(text, "DVPN_ISSUERS", layout.issuers());
    line(text, "DVPN_TOKEN_KEY_FILE", layout.key("token"));
    line(text, "DVPN_LOGS", layout.logs());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append('=').append(value).append('\n');
  }

  private static void script(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new StageException("could not write " + file + ": " + e.getMessage(), e);
    }
  }
}
