package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.Version;

/// What a published release means for this host.
public sealed interface ReleaseVerdict {

  /// Nothing newer is published.
  record Current(Version version) implements ReleaseVerdict {}

  /// A newer one is published, for other nodes first.
  record Later(Release release) implements ReleaseVerdict {}

  /// To be installed.
  record Due(Release release) implements ReleaseVerdict {}

  /// Not to be believed, or not possible from here.
  record Refused(Reason reason, String detail) implements ReleaseVerdict {}

  /// Stable: documentation and support refer to them.
  enum Reason {
    /// The package pins no release keys, or no address.
    NO_RELEASE_KEYS,
    /// Fewer pinned keys than the threshold have signed it.
    SIGNATURES_MISSING,
    /// Signed, but not readable by this version.
    RELEASE_MALFORMED,
    RELEASE_FROM_THE_FUTURE,
    RELEASE_EXPIRED,
    /// Older than one that this host has seen.
    RELEASE_OLDER,
    /// This host is too old for it; a release in between comes first.
    STEP_TOO_LARGE,
    /// Installed before, and the node did not start with it.
    FAILED_BEFORE
  }
}
