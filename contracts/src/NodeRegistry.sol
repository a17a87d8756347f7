// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Nodes} from "./Nodes.sol";
import {RewardsVault} from "./RewardsVault.sol";

/// @title The registry of nodes, with jail and slashing
/// @notice Jail stops a node for at most a day and takes nothing. A slash is proposed, can be contested by the provider
/// for `challengeSeconds`, and is then executed by anyone; a contested one only after the admin, a timelock, approved it.
contract NodeRegistry is Nodes {
    enum SlashState {
        None,
        Pending,
        Contested,
        Approved,
        Executed,
        Dropped
    }

    /// @param node the key that the node had when it was proposed
    /// @param contestableUntil seconds since 1970; from then on it can be executed
    /// @param amount of the deposit, base units
    struct Slash {
        address node;
        uint64 contestableUntil;
        SlashState state;
        uint128 amount;
        bytes32 reason;
        bytes32 evidenceHash;
    }

    /// @notice The right to jail.
    bytes32 public constant JAIL_ROLE = keccak256("JAIL_ROLE");
    /// @notice The right to propose slashes.
    bytes32 public constant PENALTY_ROLE = keccak256("PENALTY_ROLE");
    /// @notice The longest jail, seconds.
    uint64 public constant MAX_JAIL = 24 hours;
    /// @notice A proposal not executed this long after its challenge time is void.
    uint64 public constant SLASH_EXPIRY = 7 days;
    /// @notice The oldest offence that can be proposed, seconds.
    uint64 public constant MAX_EVIDENCE_AGE = 7 days;
    /// @notice All slashes proposed in a week stay below this share of all deposits, in basis points.
    uint256 public constant WEEKLY_CAP_BPS = 500;
    /// @notice A node slashed for this share of the required deposit is expelled, in basis points.
    uint256 public constant EXPULSION_BPS = 8000;

    /// @notice How long a provider can contest, seconds.
    uint64 public immutable challengeSeconds;
    /// @notice Where slashed money goes.
    RewardsVault public immutable vault;

    /// @notice Slashed money that waits for `sweep`, base units.
    uint256 public swept;
    /// @notice The id of the last proposal; ids begin at 1.
    uint256 public slashCount;
    /// @notice The proposals, in any state.
    mapping(uint256 id => Slash) public slashes;
    /// @notice One penalty per piece of evidence.
    mapping(bytes32 evidenceHash => uint256 id) public slashOfEvidence;
    mapping(uint256 day => uint256) private _proposedOnDay;

    event NodeJailed(address indexed node, uint64 until, bytes32 reason);
    event SlashProposed(
        uint256 indexed id,
        address indexed node,
        uint256 amount,
        bytes32 reason,
        bytes32 evidenceHash,
        uint64 contestableUntil
    );
    event SlashContested(uint256 indexed id, address indexed node);
    event SlashApproved(uint256 indexed id, address indexed node);
    event SlashExecuted(uint256 indexed id, address indexed node, uint256 amount);
    event SlashDropped(uint256 indexed id, address indexed node);
    event NodeExpelled(address indexed node);
    event Swept(uint256 amount);

    error JailTooLong(uint64 until);
    error SlashStateWrong(uint256 id, SlashState state);
    error SlashEvidenceUsed(bytes32 evidenceHash);
    error SlashEvidenceTooOld(uint64 evidenceAt);
    error SlashShareWrong(uint256 bps);
    error SlashNothingLeft(address node);
    error SlashWeeklyCapReached(uint256 proposed, uint256 cap);
    error SlashTooEarly(uint64 contestableUntil);
    error SlashTooLate(uint64 contestableUntil);

    constructor(
        address admin,
        address jailer,
        address penaliser,
        uint128 requiredDeposit_,
        uint128 requiredBuffer_,
        uint64 exitDelay_,
        uint64 challengeSeconds_,
        RewardsVault vault_
    ) Nodes(requiredDeposit_, requiredBuffer_, exitDelay_) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(JAIL_ROLE, jailer);
        _grantRole(PENALTY_ROLE, penaliser);
        challengeSeconds = challengeSeconds_;
        vault = vault_;
    }

    /// @notice Keeps a node from serving until a moment at most a day ahead; a past moment frees it.
    /// @param until seconds since 1970
    /// @param reason a stable code, in ASCII
    function setJail(address node_, uint64 until, bytes32 reason) external onlyRole(JAIL_ROLE) {
        if (until > block.timestamp + MAX_JAIL) revert JailTooLong(until);
        _found(node_).jailedUntil = until;
        emit NodeJailed(node_, until, reason);
    }

    /// @notice Proposes to take a share of the required deposit, limited to what is neither taken nor frozen, and freezes it.
    /// @param bps of the required deposit, basis points
    /// @param reason a stable code, in ASCII
    /// @param evidenceHash Keccak-256 of what proves the offence; good for one proposal
    /// @param evidenceAt when the offence was seen, seconds since 1970
    function proposeSlash(address node_, uint256 bps, bytes32 reason, bytes32 evidenceHash, uint64 evidenceAt)
        external
        onlyRole(PENALTY_ROLE)
        returns (uint256 id)
    {
        Record storage record = _found(node_);
        if (bps == 0 || bps > 10_000) revert SlashShareWrong(bps);
        if (slashOfEvidence[evidenceHash] != 0) revert SlashEvidenceUsed(evidenceHash);
        if (evidenceAt > block.timestamp || evidenceAt + MAX_EVIDENCE_AGE < block.timestamp) {
            revert SlashEvidenceTooOld(evidenceAt);
        }
        uint128 free = record.deposit - record.frozen;
        uint128 share = uint128(requiredDeposit * bps / 10_000);
        uint128 amount = share < free ? share : free;
        if (amount == 0) revert SlashNothingLeft(node_);
        _countAgainstWeeklyCap(amount);
        record.frozen += amount;
        id = ++slashCount;
        slashOfEvidence[evidenceHash] = id;
        uint64 contestableUntil = uint64(block.timestamp) + challengeSeconds;
        slashes[id] = Slash(node_, contestableUntil, SlashState.Pending, amount, reason, evidenceHash);
        emit SlashProposed(id, node_, amount, reason, evidenceHash, contestableUntil);
    }

    /// @notice The provider's objection; without the admin's approval the proposal then runs out.
    function contest(uint256 id) external {
        Slash storage slash = _inState(id, SlashState.Pending);
        address node_ = currentKey(slash.node);
        if (_found(node_).provider != msg.sender) revert NodeNotProvider(msg.sender);
        if (block.timestamp >= slash.contestableUntil) revert SlashTooLate(slash.contestableUntil);
        slash.state = SlashState.Contested;
        emit SlashContested(id, node_);
    }

    /// @notice The admin's decision on a contested proposal.
    function approveSlash(uint256 id) external onlyRole(DEFAULT_ADMIN_ROLE) {
        Slash storage slash = _inState(id, SlashState.Contested);
        slash.state = SlashState.Approved;
        emit SlashApproved(id, currentKey(slash.node));
    }

    /// @notice Takes the frozen amount; anyone may, after the challenge time and before the expiry.
    function executeSlash(uint256 id) external {
        Slash storage slash = slashes[id];
        if (slash.state != SlashState.Approved) _inState(id, SlashState.Pending);
        if (block.timestamp < slash.contestableUntil) revert SlashTooEarly(slash.contestableUntil);
        if (block.timestamp > slash.contestableUntil + SLASH_EXPIRY) revert SlashTooLate(slash.contestableUntil);
        address node_ = currentKey(slash.node);
        Record storage record = _found(node_);
        bool before = _funded(record);
        slash.state = SlashState.Executed;
        record.frozen -= slash.amount;
        record.deposit -= slash.amount;
        record.slashed += slash.amount;
        totalDeposits -= slash.amount;
        swept += slash.amount;
        emit SlashExecuted(id, node_, slash.amount);
        emit DepositChanged(node_, record.deposit);
        _announceFunding(node_, before);
        if (!record.expelled && uint256(record.slashed) * 10_000 >= uint256(requiredDeposit) * EXPULSION_BPS) {
            record.expelled = true;
            emit NodeExpelled(node_);
        }
    }

    /// @notice Frees what a proposal froze: the admin at any time, anyone after its expiry.
    function dropSlash(uint256 id) external {
        Slash storage slash = slashes[id];
        if (slash.state == SlashState.None || slash.state >= SlashState.Executed) {
            revert SlashStateWrong(id, slash.state);
        }
        if (block.timestamp <= slash.contestableUntil + SLASH_EXPIRY) _checkRole(DEFAULT_ADMIN_ROLE);
        slash.state = SlashState.Dropped;
        address node_ = currentKey(slash.node);
        _found(node_).frozen -= slash.amount;
        emit SlashDropped(id, node_);
    }

    /// @notice Sends slashed money to the vault; anyone may.
    function sweep() external nonReentrant {
        uint256 amount = swept;
        swept = 0;
        emit Swept(amount);
        vault.fund{value: amount}();
    }

    /// @notice The node key that a node has by now.
    function currentKey(address node_) public view returns (address) {
        while (successor[node_] != address(0)) node_ = successor[node_];
        return node_;
    }

    function _inState(uint256 id, SlashState state) private view returns (Slash storage slash) {
        slash = slashes[id];
        if (slash.state != state) revert SlashStateWrong(id, slash.state);
    }

    /// @dev Whole days, today and the seven before: at least a week, so never more than the cap in any week.
    function _countAgainstWeeklyCap(uint256 amount) private {
        uint256 today = block.timestamp / 1 days;
        uint256 proposed = amount;
        for (uint256 back = 0; back <= 7; ++back) {
            proposed += _proposedOnDay[today - back];
        }
        uint256 cap = totalDeposits * WEEKLY_CAP_BPS / 10_000;
        if (proposed > cap) revert SlashWeeklyCapReached(proposed, cap);
        _proposedOnDay[today] += amount;
    }
}
