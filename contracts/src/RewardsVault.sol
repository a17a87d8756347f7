// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "./EpochLedger.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Money in and out: passes and funding in, rewards out
/// @notice Rewards are cumulative within a period of 30 epochs. A reward root is proposed, waits `delaySeconds` for a veto,
/// becomes final in the order of epochs, and is then claimed by anyone for each account. Amounts are base units.
contract RewardsVault is AccessControl, ReentrancyGuard {
    enum State {
        None,
        Pending,
        Final,
        Vetoed
    }

    struct Proposal {
        uint64 from;
        uint64 to;
        bytes32 root;
        uint256 periodTotal;
        bytes32 rulesetHash;
        bytes32 ledgerVersions;
        bytes32 dataHash;
        uint64 finalAt;
        State state;
    }

    /// @param root the last final root
    /// @param previous the final root before it, accepted too: a claim on its way survives a new root
    /// @param total what all accounts together may have been paid from this period
    struct Period {
        bytes32 root;
        bytes32 previous;
        uint256 total;
        uint256 paid;
    }

    bytes32 public constant PROPOSER_ROLE = keccak256("PROPOSER_ROLE");
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    uint64 public constant EPOCHS_PER_PERIOD = 30;
    uint256 private constant MEBIBYTES_PER_GIBIBYTE = 1024;

    EpochLedger public immutable ledger;
    /// @notice Seconds from proposal to final.
    uint64 public immutable delaySeconds;

    uint256 public pricePerGib;
    /// @notice The most that one epoch may add to its period's total.
    uint256 public capPerEpoch;
    /// @notice All money that came in by `buyPass` and `fund`.
    uint256 public funded;
    /// @notice The sum of all periods' totals, pending raises included; never more than `funded`.
    uint256 public committed;
    uint256 public proposalCount;
    /// @notice The next epoch to propose, and the next to become final.
    uint64 public nextEpoch;
    uint64 public nextFinalEpoch;

    mapping(uint64 period => mapping(address account => uint256)) public claimed;
    mapping(uint64 period => Period) private _periods;
    mapping(uint64 period => uint256) private _proposedTotal;
    mapping(uint256 id => Proposal) private _proposals;
    mapping(uint256 id => uint256) private _raises;
    mapping(uint64 epoch => uint256 id) private _proposalOfEpoch;

    event PassBought(address indexed account, address indexed payer, uint64 mebibytes, uint256 paid);
    event Funded(address indexed from, uint256 amount);
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
    event PriceChanged(uint256 pricePerGib);
    event CapChanged(uint256 capPerEpoch);

    error VaultWrongPayment(uint256 sent, uint256 price);
    error VaultNothingBought();
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
    ) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(PROPOSER_ROLE, proposer);
        _grantRole(GUARDIAN_ROLE, guardian);
        ledger = ledger_;
        delaySeconds = delaySeconds_;
        pricePerGib = pricePerGib_;
        capPerEpoch = capPerEpoch_;
    }

    /// @notice Buys prepaid traffic for an account, at the network's price; names no node. Send exactly `priceOf`.
    function buyPass(address account, uint64 mebibytes) external payable {
        if (mebibytes == 0) revert VaultNothingBought();
        uint256 price = priceOf(mebibytes);
        if (msg.value != price) revert VaultWrongPayment(msg.value, price);
        funded += msg.value;
        emit PassBought(account, msg.sender, mebibytes, msg.value);
    }

    /// @notice Adds money for availability.
    function fund() external payable {
        funded += msg.value;
        emit Funded(msg.sender, msg.value);
    }

    /// @notice Proposes the reward root of the next epochs, all of one period.
    /// @param periodTotal the sum of all leaves, never less than the period's last one
    /// @param ledgerVersions the ledger's `versionsHash(from, to)`, so that nothing else was the base
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
        id = ++proposalCount;
        nextEpoch = to + 1;
        _commit(id, from, to, periodTotal);
        _proposals[id] = Proposal({
            from: from,
            to: to,
            root: root,
            periodTotal: periodTotal,
            rulesetHash: rulesetHash,
            ledgerVersions: ledgerVersions,
            dataHash: dataHash,
            finalAt: uint64(block.timestamp) + delaySeconds,
            state: State.Pending
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
            committed -= _raises[dropped];
            _proposedTotal[successor.from / EPOCHS_PER_PERIOD] -= _raises[dropped];
            emit RootVetoed(dropped);
        }
    }

    /// @notice Pays an account what it has earned in a period and not been paid yet; anyone may, for the account. No role
    /// can stop it.
    /// @param cumulative of the account's leaf
    function claim(uint64 period, address account, uint256 cumulative, bytes32[] calldata proof) external nonReentrant {
        Period storage from = _periods[period];
        bytes32 leaf =
            keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), period, account, cumulative))));
        bytes32 root = MerkleProof.processProofCalldata(proof, leaf);
        if (root != from.root && root != from.previous) revert VaultProofInvalid();
        uint256 before = claimed[period][account];
        if (cumulative <= before) revert VaultNothingToClaim(cumulative, before);
        uint256 amount = cumulative - before;
        if (from.paid + amount > from.total) revert VaultPeriodExhausted(period);
        claimed[period][account] = cumulative;
        from.paid += amount;
        emit Claimed(period, account, amount, cumulative);
        (bool paid,) = account.call{value: amount}("");
        if (!paid) revert VaultPaymentRefused(account);
    }

    function setPricePerGib(uint256 price) external onlyRole(DEFAULT_ADMIN_ROLE) {
        pricePerGib = price;
        emit PriceChanged(price);
    }

    function setCapPerEpoch(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        capPerEpoch = cap;
        emit CapChanged(cap);
    }

    /// @notice The price of a pass; floors to whole base units.
    function priceOf(uint64 mebibytes) public view returns (uint256) {
        return pricePerGib * mebibytes / MEBIBYTES_PER_GIBIBYTE;
    }

    function proposal(uint256 id) external view returns (Proposal memory) {
        return _proposals[id];
    }

    /// @notice The pending or final proposal that covers an epoch; 0 if there is none.
    function proposalOfEpoch(uint64 epoch) external view returns (uint256) {
        uint256 id = _proposalOfEpoch[epoch];
        return _proposals[id].state == State.Vetoed ? 0 : id;
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

    /// @dev Sets the raise of the period's total aside, within the cap and the money there is.
    function _commit(uint256 id, uint64 from, uint64 to, uint256 periodTotal) private {
        uint64 period = from / EPOCHS_PER_PERIOD;
        uint256 before = _proposedTotal[period];
        if (periodTotal < before) revert VaultTotalFell(periodTotal, before);
        uint256 raise = periodTotal - before;
        uint256 cap = capPerEpoch * (to - from + 1);
        if (raise > cap) revert VaultCapExceeded(raise, cap);
        committed += raise;
        if (committed > funded) revert VaultNotFunded(committed, funded);
        _proposedTotal[period] = periodTotal;
        _raises[id] = raise;
        for (uint64 epoch = from; epoch <= to; ++epoch) {
            _proposalOfEpoch[epoch] = id;
        }
    }

    function _requireVersions(uint64 from, uint64 to, bytes32 versions) private view {
        bytes32 expected = ledger.versionsHash(from, to);
        if (versions != expected) revert VaultVersionsWrong(expected);
    }
}
