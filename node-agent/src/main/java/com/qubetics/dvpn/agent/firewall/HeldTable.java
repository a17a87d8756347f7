package com.qubetics.dvpn.agent.firewall;

import static com.qubetics.dvpn.wireguard.host.Netlink.NETFILTER_HEADER;

import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.NetlinkMessage;
import com.qubetics.dvpn.wireguard.host.NetlinkRefusal;
import com.qubetics.dvpn.wireguard.host.Nft;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A table of nftables as the kernel holds it, read from the kernel itself: no program's text is
/// compared, which another version of the program would write in another way.
///
/// @param family such as [Nft#INET]
record HeldTable(Netlink netlink, int family, String name) {
  /// What is asked for (`linux/netfilter/nf_tables.h`).
  private static final int TABLE = 1;

  private static final int CHAIN = 4;
  private static final int RULE = 7;
  private static final int SET = 10;
  private static final int ELEMENTS = 13;
  private static final int GENERATION = 16;

  /// Attributes of all of these: the table's name comes first.
  private static final int NAME = 1;

  /// Attributes that do not move by themselves: a table's flags; a chain's handle, name, hook,
  /// policy, type, flags; a rule's chain, handle and expressions; a set's name, flags, types and
  /// lengths, time-out and handle.
  private static final int[] TABLE_MEANS = {2};

  private static final int[] CHAIN_MEANS = {2, 3, 4, 5, 7, 10};
  private static final int[] RULE_MEANS = {2, 3, 4};
  private static final int[] SET_MEANS = {2, 3, 4, 5, 6, 7, 11, 16};

  private static final int ELEMENT_SET = 2;
  private static final int ELEMENT_LIST = 3;

  /// How often the rules of this network namespace were changed, by anybody.
  static int generation(Netlink netlink) throws IOException {
    return netlink
        .one(NetlinkMessage.netfilter(Nft.SUBSYSTEM, GENERATION, 0, 0), NETFILTER_HEADER)
        .number(NAME, 0);
  }

  /// What the table does, but the elements of its sets: equal for what the kernel holds as equal.
  /// Empty if there is no such table.
  String meaning() throws IOException {
    MessageDigest digest = sha256();
    try {
      add(digest, netlink.one(request(TABLE, NAME), NETFILTER_HEADER), TABLE_MEANS);
    } catch (NetlinkRefusal refusal) {
      if (refusal.isAbsence()) {
        return "";
      }
      throw refusal;
    }
    add(digest, CHAIN, CHAIN_MEANS);
    add(digest, RULE, RULE_MEANS);
    add(digest, SET, SET_MEANS);
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(MessageDigest digest, int kind, int... means) throws IOException {
    for (NetlinkAttributes one : netlink.list(request(kind, NAME), NETFILTER_HEADER)) {
      // A kernel may list the chains of all tables.
      if (one.text(NAME).equals(name)) {
        add(digest, one, means);
      }
    }
  }

  private static void add(MessageDigest digest, NetlinkAttributes one, int... means) {
    for (int attribute : means) {
      byte[] value = one.raw(attribute);
      digest.update((byte) attribute);
      digest.update((byte) (value.length >>> 8));
      digest.update((byte) value.length);
      digest.update(value);
    }
  }

  /// The elements of a set; none if there is no such set.
  List<NetlinkAttributes> elements(String set) throws IOException {
    try {
      return netlink.list(request(ELEMENTS, NAME).put(ELEMENT_SET, set), NETFILTER_HEADER).stream()
          .flatMap(part -> part.in(ELEMENT_LIST).each().stream())
          .toList();
    } catch (NetlinkRefusal refusal) {
      if (refusal.isAbsence()) {
        return List.of();
      }
      throw refusal;
    }
  }

  private NetlinkMessage request(int kind, int attribute) {
    return NetlinkMessage.netfilter(Nft.SUBSYSTEM, kind, 0, family).put(attribute, name);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
