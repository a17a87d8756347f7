package com.qubetics.dvpn.client.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.NativeSocket;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes back what a tunnel changed on this machine.
public final class HostUndo {
  private static final List<Undo.Kind> BUT_KILL_SWITCH =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Undo.Kind.SESSION, Undo.Kind.KILL_SWITCH)));

  private HostUndo() {}

  /// All of it, the kill switch last.
  public static void all(UndoLog log) {
    allButKillSwitch(log);
    log.takeBack(List.of(Undo.Kind.KILL_SWITCH), HostUndo::run);
  }

  public static void allButKillSwitch(UndoLog log) {
    log.takeBack(BUT_KILL_SWITCH, HostUndo::run);
  }

  /// What a connection over this interface leaves behind whose log is lost.
  ///
  /// @return whether there was anything
  public static boolean withoutLog(InterfaceName name) {
    if (!KillSwitch.exists(name)) {
      return false;
    }
    List<Undo> steps = new ArrayList<>();
    steps.add(Undo.of(Undo.Kind.RESOLVED, name.value()));
    steps.add(Undo.of(Undo.Kind.RESOLVCONF, name.value()));
    steps.add(Undo.of(Undo.Kind.RESOLV_CONF, ""));
    steps.add(Undo.of(Undo.Kind.ROUTING, name.value()));
    steps.add(Undo.of(Undo.Kind.LINK, name.value()));
    steps.add(Undo.of(Undo.Kind.KILL_SWITCH, name.value()));
    steps.forEach(HostUndo::run);
    return true;
  }

  private static void run(Undo step) {
    try {
      switch (step.kind()) {
        case SESSION -> {
          // The ledger's, not this machine's.
        }
        case RESOLVED, RESOLVCONF, RESOLV_CONF -> ResolverSetting.restore(step);
        case ROUTING -> PolicyRouting.remove();
        case SETTING -> restore(Path.of(step.subject()), step.before());
        case LINK -> remove(InterfaceName.parse(step.subject()));
        case KILL_SWITCH -> KillSwitch.remove(InterfaceName.parse(step.subject()));
      }
    } catch (ToolException e) {
      throw Tunnel.problem(e);
    } catch (IOException e) {
      throw UndoLog.failure(step.subject() + " can't be put back", e);
    }
  }

  /// A question that fails is no answer, so the kernel is asked by no program.
  private static void remove(InterfaceName name) throws ToolException {
    if (NativeSocket.hasInterface(name)) {
      Tool.run(List.of("ip", "link", "delete", "dev", name.value()));
    }
  }

  private static void restore(Path setting, @Nullable String before) throws IOException {
    if (before != null) {
      Files.write(setting, before.getBytes(US_ASCII));
    }
  }
}
