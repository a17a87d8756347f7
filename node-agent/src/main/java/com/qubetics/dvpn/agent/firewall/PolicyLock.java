package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.NetlinkMessage;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// The lock behind the rules: policies of IPsec (`ip xfrm policy`) without any IPsec, by which the
/// kernel drops what has an address of the tunnel network and was not let in by the rules.
///
/// How it works, and why. `nft flush ruleset` is the first line of many a host's own rules, and
/// each start of these opens a tunnel that only nftables closed: to the host itself, to its
/// neighbours, and to the internet for sessions without a lease. A policy is asked for each packet
/// that is forwarded or delivered on the host, after nftables' first hook, by an own part of the
/// kernel that nobody flushes along with rules, and it needs no living agent. It says for an
/// address of the tunnel network: with the bit [Ruleset#PASSED] in its mark it may go on, without
/// it not. A rule of `ip rule` would be asked too late, after the table of the host's own
/// addresses.
///
/// Policies know no interface a packet came from, so they go by the address: WireGuard lets only
/// clients' own addresses in. The node's own one is not meant. Nor do they have a name: a node's
/// are known by their priorities, which follow from its table's, so that those of a network that it
/// had before can be told from another node's.
final class PolicyLock {
  private static final int PUT = 0x19;
  private static final int DELETE = 0x14;
  private static final int LIST = 0x15;
  private static final int MARK = 21;

  private static final int ALLOW = 0;
  private static final int BLOCK = 1;

  /// To the host itself; or through it.
  private static final int IN = 0;

  private static final int FORWARD = 2;

  /// Lengths of `struct xfrm_selector`, `xfrm_userpolicy_info` and `xfrm_userpolicy_id`; and where
  /// in the second priority, direction and action are.
  private static final int SELECTOR = 56;

  private static final int POLICY = 168;
  private static final int NAME = 64;
  private static final int PRIORITY = 152;
  private static final int WAY = 160;
  private static final int ACTION = 161;

  /// Where in a selector the source's address is, the family, and the lengths of target and source.
  private static final int SOURCE = 16;

  private static final int FAMILY = 40;
  private static final int LENGTHS = 42;

  /// The numbers behind the selector that must not be 0, which would end the policy at once.
  private static final int LIMITS = 4;

  /// Families of addresses.
  private static final int INET = 2;

  private static final int INET_6 = 10;

  /// So many priorities a node has; those of IPsec's own programs are far above 2^16.
  private static final int BAND = 16;

  private static final int MOST_BANDS = 1 << 12;

  private final int first;
  private final Set<Policy> policies = new HashSet<>();

  /// @param selector addresses from and to, as the kernel has them
  /// @param mark all of whose bits a packet needs; 0: none
  /// @param priority the smallest that fits decides
  private record Policy(ByteBuffer selector, int way, int mark, int action, int priority) {}

  /// An IP network as the kernel has it.
  private record Network(int family, byte[] base, int length) {
    static Network of(Cidr network) {
      byte[] base = ByteBuffer.allocate(4).putInt(network.base().bits()).array();
      return new Network(INET, base, network.length());
    }

    static Network of(Cidr6 network) {
      byte[] base =
          ByteBuffer.allocate(16)
              .putLong(network.base().high())
              .putLong(network.base().low())
              .array();
      return new Network(INET_6, base, network.length());
    }
  }

  /// @param table of the node
  private PolicyLock(String table) {
    CRC32 sum = new CRC32();
    sum.update(table.getBytes(StandardCharsets.US_ASCII));
    this.first = (int) (sum.getValue() % MOST_BANDS) * BAND;
  }

  static PolicyLock of(RulesetSettings settings) {
    PolicyLock lock = new PolicyLock(Ruleset.table(settings.tunnel()));
    Cidr network = settings.network();
    lock.allow(Network.of(Cidr.around(network.gateway(), 32)));
    lock.guard(Network.of(network));
    settings.ipv6().map(six -> six.network().of(network)).map(Network::of).ifPresent(lock::guard);
    return lock;
  }

  /// The node's own address, to itself.
  private void allow(Network own) {
    policies.add(new Policy(selector(own, true), IN, 0, ALLOW, first + 1));
  }

  private void guard(Network network) {
    add(selector(network, true), IN);
    add(selector(network, true), FORWARD);
    add(selector(network, false), FORWARD);
  }

  private void add(ByteBuffer selector, int way) {
    policies.add(new Policy(selector, way, Ruleset.PASSED, ALLOW, first + 2));
    policies.add(new Policy(selector, way, 0, BLOCK, first + 3));
  }

  /// Puts the policies there, and takes those of another network away. Changes nothing if all is
  /// so.
  void close() throws ToolException {
    replace(policies);
  }

  /// Whether these are the node's policies, all of them and no others.
  boolean isClosed() throws ToolException {
    return ask(this::held).equals(policies);
  }

  /// Takes a node's policies away; no error if there are none.
  static void open(String table) throws ToolException {
    new PolicyLock(table).replace(Set.of());
  }

  private void replace(Set<Policy> wanted) throws ToolException {
    ask(
        netlink -> {
          Set<Policy> held = held(netlink);
          for (Policy policy : held) {
            if (!wanted.contains(policy)) {
              netlink.change(deletion(policy));
            }
          }
          for (Policy policy : wanted) {
            if (!held.contains(policy)) {
              netlink.change(put(policy));
            }
          }
          return true;
        });
  }

  /// @param from whether it is where packets come from, else where they go
  private static ByteBuffer selector(Network network, boolean from) {
    return ByteBuffer.allocate(SELECTOR)
        .order(ByteOrder.nativeOrder())
        .put(from ? SOURCE : 0, network.base())
        .put(from ? LENGTHS + 1 : LENGTHS, (byte) network.length())
        .putShort(FAMILY, (short) network.family());
  }

  private Set<Policy> held(Netlink netlink) throws IOException {
    return netlink.list(new NetlinkMessage(LIST), 0).stream()
        .map(PolicyLock::policy)
        .filter(policy -> policy.priority() - first > 0 && policy.priority() - first < BAND)
        .collect(Collectors.toSet());
  }

  private static Policy policy(NetlinkAttributes told) {
    ByteBuffer held = ByteBuffer.wrap(Arrays.copyOf(told.raw(), POLICY));
    held.order(ByteOrder.nativeOrder());
    byte[] mark = told.after(POLICY).raw(MARK);
    return new Policy(
        ByteBuffer.wrap(Arrays.copyOf(held.array(), SELECTOR)),
        held.get(WAY),
        mark.length < 4 ? 0 : ByteBuffer.wrap(mark).order(ByteOrder.nativeOrder()).getInt(),
        held.get(ACTION),
        held.getInt(PRIORITY));
  }

  private interface Conversation<T> {
    T with(Netlink netlink) throws IOException;
  }

  private static <T> T ask(Conversation<T> conversation) throws ToolException {
    try (Netlink netlink = Netlink.open(Netlink.XFRM)) {
      return conversation.with(netlink);
    } catch (IOException e) {
      throw new ToolException("xfrm: the kernel takes no policies", e);
    }
  }

  private static NetlinkMessage put(Policy policy) {
    ByteBuffer body = body(POLICY, policy);
    for (int limit = 0; limit < LIMITS; limit++) {
      body.putLong(SELECTOR + 8 * limit, -1);
    }
    body.putInt(PRIORITY, policy.priority());
    body.put(WAY, (byte) policy.way()).put(ACTION, (byte) policy.action());
    return marked(new NetlinkMessage(PUT).fixed(body.array()), policy);
  }

  private static NetlinkMessage deletion(Policy policy) {
    ByteBuffer body = body(NAME, policy).put(SELECTOR + 4, (byte) policy.way());
    return marked(new NetlinkMessage(DELETE).fixed(body.array()), policy);
  }

  private static ByteBuffer body(int length, Policy policy) {
    return ByteBuffer.allocate(length)
        .order(ByteOrder.nativeOrder())
        .put(0, policy.selector().array());
  }

  private static NetlinkMessage marked(NetlinkMessage message, Policy policy) {
    byte[] mark =
        ByteBuffer.allocate(8)
            .order(ByteOrder.nativeOrder())
            .putInt(policy.mark())
            .putInt(policy.mark())
            .array();
    return policy.mark() == 0 ? message : message.put(MARK, mark);
  }
}
