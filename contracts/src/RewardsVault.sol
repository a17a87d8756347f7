// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "./EpochLedger.sol";
import {Passes} from "./Passes.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title The vault: rewards out of the money that came in
/// @notice Rewards are cumulative within a period of 30 epochs. A reward root is proposed, waits `delaySeconds` for a veto,
/// becomes final in the order of epochs, and is then claimed by anyone for each account. Amounts are base units.
contract RewardsVault is Passes {
    enum State {
        None,
        Pending,
        Final,
        Vetoed
    }

    /// @param from the first epoch covered
    /// @param to the last epoch covered
    /// @param finalAt from then on anyone may make it final, seconds since 1970
    /// @param periodTotal the sum of all leaves
    /// @param raise what it adds to the period's total
    struct Proposal {
        uint64 from;
        uint64 to;
        uint64 finalAt;
        State state;
        uint128 periodTotal;
        uint128 raise;
        bytes32 root;
        bytes32 rulesetHash;
        bytes32 ledgerVersions;
        bytes32 dataHash;
    }

    /// @param root the last final root
    /// @param previous the final root before it, accepted too: a claim on its way survives a new root
    /// @param total what all accounts together may have been paid from this period
    /// @param proposed the total with all pending raises
    struct Period {
        bytes32 root;
        bytes32 previous;
        uint128 total;
        uint128 paid;
        uint128 proposed;
    }

    /// @notice The right to propose reward roots.
    bytes32 public constant PROPOSER_ROLE = keccak256("PROPOSER_ROLE");
    /// @notice The right to veto pending roots.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    /// @notice Period n is the epochs from n * EPOCHS_PER_PERIOD on.
    uint64 public constant EPOCHS_PER_PERIOD = 30;

    /// @notice Whose anchors proposals name.
    EpochLedger public immutable ledger;
    /// @notice Seconds from proposal to final.
    uint64 public immutable delaySeconds;

    /// @notice The sum of all periods' totals, pending raises included; never more than `funded`.
    uint128 public committed;
    /// @notice The most that one epoch may add to its period's total.
    uint256 public capPerEpoch;
    /// @notice The id of the last proposal; ids are never given out twice.
    uint64 public proposalCount;
    /// @notice The next epoch to propose.
    uint64 public nextEpoch;
    /// @notice The next epoch to become final.
    uint64 public nextFinalEpoch;

    /// @notice What an account has been paid from a period.
    mapping(uint64 period => mapping(address account => uint256)) public claimed;
    mapping(uint64 period => Period) private _periods;
    mapping(uint256 id => Proposal) private _proposals;
    /// @dev The last proposal that begins with an epoch.
    mapping(uint64 from => uint256 id) private _proposalFrom;

    event RootProposed(
        uint256 indexed id,
        uint64 indexed period,
        uint64 from,
        uint64 to,
        bytes32 root,
        uint256 periodTotal,
        bytes32 dataHash
    );
    event RootFinalised(uint256 indexed id, uint64 indexed period);
    event RootVetoed(uint256 indexed id);
    event Claimed(uint64 indexed period, address indexed account, uint256 amount, uint256 cumulative);
    event CapChanged(uint256 capPerEpoch);

    error VaultEpochsWrong(uint64 from, uint64 to);
    error VaultVersionsWrong(bytes32 expected);
    error VaultTotalFell(uint256 periodTotal, uint256 before);
    error VaultCapExceeded(uint256 raise, uint256 cap);
    error VaultNotFunded(uint256 committed, uint256 funded);
    error VaultNotPending(uint256 id);
    error VaultNotNext(uint256 id);
    error VaultTooEarly(uint64 finalAt);
    error VaultProofInvalid();
    error VaultNothingToClaim(uint256 cumulative, uint256 claimed);
    error VaultPeriodExhausted(uint64 period);
    error VaultPaymentRefused(address account);

    constructor(
        address admin,
        address proposer,
        address guardian,
        EpochLedger ledger_,
        uint64 delaySeconds_,
        uint256 pricePerGib_,
        uint256 capPerEpoch_
    ) Passes(pricePerGib_) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(PROPOSER_ROLE, proposer);
        _grantRole(GUARDIAN_ROLE, guardian);
        ledger = ledger_;
        delaySeconds = delaySeconds_;
        capPerEpoch = capPerEpoch_;
    }

    /// @notice Proposes the reward root of the next epochs, all of one period.
    /// @param from the first epoch covered, always `nextEpoch`
    /// @param to the last epoch covered
    /// @param root over the leaves of all accounts of the period
    /// @param periodTotal the sum of all leaves, never less than the period's last one
    /// @param rulesetHash names the rules that the root was computed by
    /// @param ledgerVersions the ledger's `versionsHash(from, to)`, so that nothing else was the base
    /// @param dataHash Keccak-256 of the published workings
    function propose(
        uint64 from,
        uint64 to,
        bytes32 root,
        uint256 periodTotal,
        bytes32 rulesetHash,
        bytes32 ledgerVersions,
        bytes32 dataHash
    ) external onlyRole(PROPOSER_ROLE) returns (uint256 id) {
        if (from != nextEpoch || to < from || to / EPOCHS_PER_PERIOD != from / EPOCHS_PER_PERIOD) {
            revert VaultEpochsWrong(from, to);
        }
        _requireVersions(from, to, ledgerVersions);
        uint128 raise = _commit(from, to, periodTotal);
        id = ++proposalCount;
        nextEpoch = to + 1;
        _proposalFrom[from] = id;
        _proposals[id] = Proposal({
            from: from,
            to: to,
            finalAt: uint64(block.timestamp) + delaySeconds,
            state: State.Pending,
            periodTotal: uint128(periodTotal),
            raise: raise,
            root: root,
            rulesetHash: rulesetHash,
            ledgerVersions: ledgerVersions,
            dataHash: dataHash
        });
        emit RootProposed(id, from / EPOCHS_PER_PERIOD, from, to, root, periodTotal, dataHash);
    }

    /// @notice Makes a proposal final, in the order of epochs, after its delay; anyone may.
    function finalise(uint256 id) external {
        Proposal storage proposed = _proposals[id];
        if (proposed.state != State.Pending) revert VaultNotPending(id);
        if (proposed.from != nextFinalEpoch) revert VaultNotNext(id);
        if (block.timestamp < proposed.finalAt) revert VaultTooEarly(proposed.finalAt);
        _requireVersions(proposed.from, proposed.to, proposed.ledgerVersions);
        uint64 number = proposed.from / EPOCHS_PER_PERIOD;
        Period storage period = _periods[number];
        proposed.state = State.Final;
        nextFinalEpoch = proposed.to + 1;
        if (proposed.root != period.root) {
            period.previous = period.root;
            period.root = proposed.root;
        }
        period.total = proposed.periodTotal;
        emit RootFinalised(id, number);
        ledger.settle(nextFinalEpoch);
    }

    /// @notice Drops a pending proposal and all after it; their epochs can be proposed again. The guardian may, and anyone
    /// once the ledger was corrected under the proposal.
    function veto(uint256 id) external {
        Proposal storage proposed = _proposals[id];
        if (proposed.state != State.Pending) revert VaultNotPending(id);
        if (ledger.versionsHash(proposed.from, proposed.to) == proposed.ledgerVersions) _checkRole(GUARDIAN_ROLE);
        nextEpoch = proposed.from;
        for (uint256 dropped = proposalCount; dropped >= id; --dropped) {
            Proposal storage successor = _proposals[dropped];
            if (successor.state != State.Pending) continue;
            successor.state = State.Vetoed;
            committed -= successor.raise;
            _periods[successor.from / EPOCHS_PER_PERIOD].proposed -= successor.raise;
            emit RootVetoed(dropped);
        }
    }

    /// @notice Pays an account what it has earned in a period and not been paid yet; anyone may, for the account. No role
    /// can stop it. Everything is booked before the account is called: whatever it calls in turn meets books that are right.
    /// @param cumulative of the account's leaf
    function claim(uint64 period, address account, uint256 cumulative, bytes32[] calldata proof) external {
        Period storage from = _periods[period];
        bytes32 leaf =
            keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), period, account, cumulative))));
        bytes32 root = MerkleProof.processProofCalldata(proof, leaf);
        if (root != from.root && root != from.previous) revert VaultProofInvalid();
        uint256 before = claimed[period][account];
        if (cumulative <= before) revert VaultNothingToClaim(cumulative, before);
        uint256 amount = cumulative - before;
        (uint256 total, uint256 paidBefore) = (from.total, from.paid);
        if (paidBefore + amount > total) revert VaultPeriodExhausted(period);
        claimed[period][account] = cumulative;
        from.paid = uint128(paidBefore + amount);
        emit Claimed(period, account, amount, cumulative);
        (bool paid,) = account.call{value: amount}("");
        if (!paid) revert VaultPaymentRefused(account);
    }

    /// @notice Changes what each epoch proposed from here on may add.
    /// @param cap base units
    function setCapPerEpoch(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        capPerEpoch = cap;
        emit CapChanged(cap);
    }

    /// @notice A proposal in any state; zeros if the id was not given out.
    function proposal(uint256 id) external view returns (Proposal memory) {
        return _proposals[id];
    }

    /// @notice The pending or final proposal that covers an epoch; 0 if there is none.
    function proposalOfEpoch(uint64 epoch) external view returns (uint256) {
        for (uint64 back = 0; back <= epoch % EPOCHS_PER_PERIOD; ++back) {
            uint256 id = _proposalFrom[epoch - back];
            if (id != 0 && _proposals[id].state != State.Vetoed) return epoch <= _proposals[id].to ? id : 0;
        }
        return 0;
    }

    /// @notice The final total of a period.
    function totalOf(uint64 period) external view returns (uint256) {
        return _periods[period].total;
    }

    /// @notice The root whose proofs a claim of this period should bring.
    function rootOf(uint64 period) external view returns (bytes32) {
        return _periods[period].root;
    }

    /// @notice What has been paid from a period.
    function paidOf(uint64 period) external view returns (uint256) {
        return _periods[period].paid;
    }

    /// @dev Sets the raise of the period's total aside, within the cap and the money there is; so it fits in 128 bits.
    function _commit(uint64 from, uint64 to, uint256 periodTotal) private returns (uint128) {
        Period storage period = _periods[from / EPOCHS_PER_PERIOD];
        uint256 before = period.proposed;
        if (periodTotal < before) revert VaultTotalFell(periodTotal, before);
        uint256 raise = periodTotal - before;
        uint256 cap = capPerEpoch * (to - from + 1);
        if (raise > cap) revert VaultCapExceeded(raise, cap);
        (uint256 all, uint256 promised) = (funded, committed + raise);
        if (promised > all) revert VaultNotFunded(promised, all);
        committed = uint128(promised);
        period.proposed = uint128(periodTotal);
        return uint128(raise);
    }

    function _requireVersions(uint64 from, uint64 to, bytes32 versions) private view {
        bytes32 expected = ledger.versionsHash(from, to);
        if (versions != expected) revert VaultVersionsWrong(expected);
    }
}
