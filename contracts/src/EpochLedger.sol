// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title The roots of each epoch's data sets
/// @notice Epoch n is the time from genesis + n * epochSeconds to genesis + (n + 1) * epochSeconds. Its roots are anchored
/// after its end, each kind in the order of epochs; the cost does not depend on how many leaves a root stands for.
/// Root, leaves, total and data hash are told by the `Anchored` event; storage keeps a commitment to them.
contract EpochLedger is AccessControl {
    /// @param version 1, and one more by each correction; 0: nothing is anchored
    /// @param blockNumber of the block that holds the version's `Anchored` event
    /// @param commitment the first 200 bits of keccak256(abi.encode(root, leaves, total, dataHash))
    struct Anchor {
        uint16 version;
        uint40 blockNumber;
        bytes25 commitment;
    }

    /// @notice The kind of what was used and acknowledged.
    uint8 public constant SESSIONS = 0;
    /// @notice The kind of what was measured.
    uint8 public constant PERFORMANCE = 1;
    /// @notice The right to anchor and correct sessions.
    bytes32 public constant SESSIONS_ROLE = keccak256("SESSIONS_ROLE");
    /// @notice The right to anchor and correct performance.
    bytes32 public constant PERFORMANCE_ROLE = keccak256("PERFORMANCE_ROLE");
    /// @notice The vault's right to settle epochs.
    bytes32 public constant SETTLER_ROLE = keccak256("SETTLER_ROLE");

    /// @notice The begin of epoch 0, seconds since 1970.
    uint64 public immutable genesis;
    /// @notice The length of an epoch, seconds.
    uint64 public immutable epochSeconds;
    /// @notice Epochs below this one are named by a final reward root and can't be corrected.
    uint64 public settledEpochs;

    mapping(uint64 epoch => mapping(uint8 kind => Anchor)) private _anchors;

    event Anchored(
        uint64 indexed epoch,
        uint8 indexed kind,
        uint32 version,
        bytes32 root,
        uint64 leaves,
        uint256 total,
        bytes32 dataHash
    );
    event Settled(uint64 epochs);

    error EpochKindUnknown(uint8 kind);
    error EpochNotEnded(uint64 epoch);
    error EpochNotNext(uint64 epoch);
    error EpochNotAnchored(uint64 epoch, uint8 kind);
    error EpochSettled(uint64 epoch);

    constructor(
        address admin,
        address sessions,
        address performance,
        address settler,
        uint64 genesis_,
        uint64 seconds_
    ) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SESSIONS_ROLE, sessions);
        _grantRole(PERFORMANCE_ROLE, performance);
        _grantRole(SETTLER_ROLE, settler);
        genesis = genesis_;
        epochSeconds = seconds_;
    }

    /// @notice Anchors the next epoch of a kind.
    /// @param leaves how many the root stands for
    /// @param total of a unit that the kind defines (protocol section 4)
    /// @param dataHash Keccak-256 of the published file
    function anchor(uint64 epoch, uint8 kind, bytes32 root, uint64 leaves, uint256 total, bytes32 dataHash) external {
        _checkRole(roleOf(kind));
        if (block.timestamp < genesis + (uint256(epoch) + 1) * epochSeconds) revert EpochNotEnded(epoch);
        if (_anchors[epoch][kind].version != 0 || (epoch > 0 && _anchors[epoch - 1][kind].version == 0)) {
            revert EpochNotNext(epoch);
        }
        _store(epoch, kind, 1, root, leaves, total, dataHash);
    }

    /// @notice Replaces an anchor by its next version, until a final reward root names it.
    function correct(uint64 epoch, uint8 kind, bytes32 root, uint64 leaves, uint256 total, bytes32 dataHash) external {
        _checkRole(roleOf(kind));
        if (epoch < settledEpochs) revert EpochSettled(epoch);
        uint16 version = _anchors[epoch][kind].version;
        if (version == 0) revert EpochNotAnchored(epoch, kind);
        _store(epoch, kind, version + 1, root, leaves, total, dataHash);
    }

    /// @notice Called by the vault when a reward root up to before `epochs` became final.
    function settle(uint64 epochs) external onlyRole(SETTLER_ROLE) {
        settledEpochs = epochs;
        emit Settled(epochs);
    }

    /// @notice An epoch's anchor; version 0 if there is none.
    function anchorOf(uint64 epoch, uint8 kind) external view returns (Anchor memory) {
        return _anchors[epoch][kind];
    }

    /// @notice The hash by which a reward proposal names the versions it was computed from; both epochs included.
    function versionsHash(uint64 from, uint64 to) external view returns (bytes32) {
        uint32[] memory versions = new uint32[](2 * (to - from + 1));
        for (uint64 epoch = from; epoch <= to; ++epoch) {
            for (uint8 kind = SESSIONS; kind <= PERFORMANCE; ++kind) {
                uint16 version = _anchors[epoch][kind].version;
                if (version == 0) revert EpochNotAnchored(epoch, kind);
                versions[2 * (epoch - from) + kind] = version;
            }
        }
        return keccak256(abi.encode(versions));
    }

    /// @notice Whether `root` to `dataHash` are what an epoch's anchor commits to, as its `Anchored` event tells them, and
    /// a leaf, given by its ABI-encoded fields, is under that root.
    function verify(
        uint64 epoch,
        uint8 kind,
        bytes32 root,
        uint64 leaves,
        uint256 total,
        bytes32 dataHash,
        bytes calldata fields,
        bytes32[] calldata proof
    ) external view returns (bool) {
        return _anchors[epoch][kind].commitment == commitmentOf(root, leaves, total, dataHash)
            && MerkleProof.verifyCalldata(proof, root, keccak256(bytes.concat(keccak256(fields))));
    }

    /// @notice What storage keeps of an anchor's contents.
    function commitmentOf(bytes32 root, uint64 leaves, uint256 total, bytes32 dataHash) public pure returns (bytes25) {
        return bytes25(keccak256(abi.encode(root, leaves, total, dataHash)));
    }

    /// @notice Who may anchor and correct a kind.
    function roleOf(uint8 kind) public pure returns (bytes32) {
        if (kind == SESSIONS) return SESSIONS_ROLE;
        if (kind == PERFORMANCE) return PERFORMANCE_ROLE;
        revert EpochKindUnknown(kind);
    }

    function _store(
        uint64 epoch,
        uint8 kind,
        uint16 version,
        bytes32 root,
        uint64 leaves,
        uint256 total,
        bytes32 dataHash
    ) private {
        _anchors[epoch][kind] = Anchor(version, uint40(block.number), commitmentOf(root, leaves, total, dataHash));
        emit Anchored(epoch, kind, version, root, leaves, total, dataHash);
    }
}
