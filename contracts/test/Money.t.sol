// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

/// @dev Payers, anchors, a proposer, a guardian, an admin and four accounts with the vault in random order. What can't
/// succeed is not called: a revert fails the run.
contract MoneyActors is Fixture {
    uint256 public constant ACCOUNTS = 4;
    uint64 private constant PERIOD = 30;
    uint256 private constant MOST_PENDING = 6;

    address[ACCOUNTS] public accounts;
    Greedy private greedy;
    uint256 public paidIn;
    /// @dev Money that came without a call.
    uint256 public forced;
    /// @dev Epochs below this are anchored.
    uint64 public anchored;

    /// @dev The leaves under the last final root and under the one before it.
    mapping(uint64 period => uint256[ACCOUNTS]) private finalAmounts;
    mapping(uint64 period => uint256[ACCOUNTS]) private previousAmounts;
    mapping(uint256 id => uint256[ACCOUNTS]) private proposedAmounts;
    /// @dev What each account has seen coming.
    mapping(uint64 period => uint256[ACCOUNTS]) private received;
    mapping(uint64 epoch => bool) private isFinal;
    uint256[] private pending;

    constructor() {
        deploy();
        greedy = new Greedy(vault);
        accounts = [address(0xACC1), address(0xACC2), address(0xACC3), address(greedy)];
    }

    function vaultOf() external view returns (RewardsVault) {
        return vault;
    }

    function fund(uint64 amount) external {
        vm.deal(address(this), amount);
        vault.fund{value: amount}();
        paidIn += amount;
    }

    function buy(uint16 mebibytes, uint8 who) external {
        uint64 bought = uint64(mebibytes) + 1;
        uint256 price = vault.priceOf(bought);
        if (price == 0) return;
        vm.deal(address(this), price);
        vault.buyPass{value: price}(accounts[who % ACCOUNTS], bought);
        paidIn += price;
    }

    function force(uint32 amount) external {
        vm.deal(address(vault), address(vault).balance + amount);
        forced += amount;
    }

    function setPriceAndCap(uint64 price, uint64 cap) external {
        vm.prank(admin);
        vault.setPricePerGib(price);
        vm.prank(admin);
        vault.setCapPerEpoch(cap);
    }

    function anchorEpochs(uint8 many) public {
        for (uint256 i = 0; i <= many % 8; ++i) {
            anchorBoth(anchored++);
        }
    }

    function correct(uint64 which, bool kind) external {
        uint64 open = anchored - ledger.settledEpochs();
        if (open == 0) return;
        vm.prank(kind ? sessions : performance);
        ledger.correct(anchored - 1 - which % open, kind ? 0 : 1, 0, 0, 0, 0);
    }

    function proposeEpochs(uint8 many, uint64[ACCOUNTS] calldata more) external {
        uint64 from = vault.nextEpoch();
        if (pending.length == MOST_PENDING) return;
        if (from >= anchored) anchorEpochs(many);
        uint64 to = uint64(min(min(from + many % 8, anchored - 1), from / PERIOD * PERIOD + PERIOD - 1));
        uint256[ACCOUNTS] memory amounts = lastAmounts(from / PERIOD);
        uint256 share = min(vault.funded() - vault.committed(), vault.capPerEpoch() * (to - from + 1)) / ACCOUNTS;
        for (uint256 who = 0; who < ACCOUNTS; ++who) {
            amounts[who] += more[who] % (share + 1);
        }
        uint256 id = propose(from, to, root(from / PERIOD, amounts), sum(amounts));
        proposedAmounts[id] = amounts;
        pending.push(id);
    }

    function finaliseOldest(address anyone) external {
        if (pending.length == 0 || stale(pending[0])) return;
        uint256 id = pending[0];
        RewardsVault.Proposal memory proposed = vault.proposal(id);
        if (block.timestamp < proposed.finalAt) vm.warp(proposed.finalAt);
        vm.prank(anyone);
        vault.finalise(id);
        for (uint64 epoch = proposed.from; epoch <= proposed.to; ++epoch) {
            check(!isFinal[epoch]);
            isFinal[epoch] = true;
        }
        uint64 period = proposed.from / PERIOD;
        if (sum(proposedAmounts[id]) != sum(finalAmounts[period])) previousAmounts[period] = finalAmounts[period];
        finalAmounts[period] = proposedAmounts[id];
        for (uint256 i = 1; i < pending.length; ++i) {
            pending[i - 1] = pending[i];
        }
        pending.pop();
    }

    /// @dev Anyone drops what a corrected ledger made void, the guardian whatever it likes.
    function veto(uint8 which, address anyone) external {
        if (pending.length == 0) return;
        uint256 keep = which % pending.length;
        vm.prank(stale(pending[keep]) ? anyone : guardian);
        vault.veto(pending[keep]);
        while (pending.length > keep) pending.pop();
    }

    function claim(uint8 who, uint64 which, bool older, address anyone) external {
        uint64 period = which % (vault.nextFinalEpoch() / PERIOD + 1);
        uint256 index = who % ACCOUNTS;
        uint256[ACCOUNTS] memory amounts = older ? previousAmounts[period] : finalAmounts[period];
        uint256 before = vault.claimed(period, accounts[index]);
        if (amounts[index] <= before) return;
        uint256 balance = accounts[index].balance;
        bytes32[] memory path = pathOf(period, amounts, index);
        greedy.remember(period, amounts[index], path);
        vm.prank(anyone);
        vault.claim(period, accounts[index], amounts[index], path);
        equal(accounts[index].balance, balance + amounts[index] - before);
        received[period][index] += amounts[index] - before;
    }

    function finalAmount(uint64 period, uint256 who) external view returns (uint256) {
        return finalAmounts[period][who];
    }

    function receivedBy(uint64 period, uint256 who) external view returns (uint256) {
        return received[period][who];
    }

    function everyEpochIsFinalOnce() external view returns (bool) {
        uint64 next = vault.nextFinalEpoch();
        return !isFinal[next] && (next == 0 || isFinal[next - 1]);
    }

    function stale(uint256 id) private view returns (bool) {
        RewardsVault.Proposal memory proposed = vault.proposal(id);
        return ledger.versionsHash(proposed.from, proposed.to) != proposed.ledgerVersions;
    }

    function lastAmounts(uint64 period) private view returns (uint256[ACCOUNTS] memory) {
        if (pending.length > 0) {
            uint256 last = pending[pending.length - 1];
            if (vault.proposal(last).from / PERIOD == period) return proposedAmounts[last];
        }
        return finalAmounts[period];
    }

    function root(uint64 period, uint256[ACCOUNTS] memory amounts) private view returns (bytes32) {
        return pair(
            pair(leafOf(period, amounts, 0), leafOf(period, amounts, 1)),
            pair(leafOf(period, amounts, 2), leafOf(period, amounts, 3))
        );
    }

    function pathOf(uint64 period, uint256[ACCOUNTS] memory amounts, uint256 who)
        private
        view
        returns (bytes32[] memory)
    {
        uint256 other = who < 2 ? 2 : 0;
        return list(
            leafOf(period, amounts, who ^ 1), pair(leafOf(period, amounts, other), leafOf(period, amounts, other + 1))
        );
    }

    function leafOf(uint64 period, uint256[ACCOUNTS] memory amounts, uint256 who) private view returns (bytes32) {
        return leaf(period, accounts[who], amounts[who]);
    }

    function sum(uint256[ACCOUNTS] memory amounts) private pure returns (uint256) {
        return amounts[0] + amounts[1] + amounts[2] + amounts[3];
    }

    function min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}

/// @dev An account that claims again whenever it is paid.
contract Greedy {
    RewardsVault private immutable vault;
    uint64 private period;
    uint256 private cumulative;
    bytes32[] private path;

    constructor(RewardsVault vault_) {
        vault = vault_;
    }

    function remember(uint64 period_, uint256 cumulative_, bytes32[] calldata path_) external {
        (period, cumulative, path) = (period_, cumulative_, path_);
    }

    receive() external payable {
        try vault.claim(period, address(this), cumulative, path) {
            revert("paid twice");
        } catch {}
    }
}

/// @dev Invariants I4 (no double payment) and I5 (solvency).
contract MoneyInvariants {
    MoneyActors private actors;
    RewardsVault private vault;

    function setUp() public {
        actors = new MoneyActors();
        vault = actors.vaultOf();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_NothingIsPaidTwiceAndEveryBaseUnitIsAccountedFor() public view {
        uint256 totals;
        uint256 paid;
        for (uint64 period = 0; period <= vault.nextEpoch() / 30; ++period) {
            paid += paidOnce(period);
            totals += vault.totalOf(period);
        }
        require(actors.everyEpochIsFinalOnce(), "an epoch has no final root, or two");
        require(totals <= vault.committed() && vault.committed() <= vault.funded(), "promised more than paid in");
        require(vault.funded() == actors.paidIn(), "funded differs from what was paid in");
        require(address(vault).balance == vault.funded() - paid + actors.forced(), "balance differs from the books");
    }

    function paidOnce(uint64 period) private view returns (uint256 sum) {
        for (uint256 who = 0; who < actors.ACCOUNTS(); ++who) {
            uint256 claimed = vault.claimed(period, actors.accounts(who));
            require(claimed == actors.receivedBy(period, who), "claimed differs from what was received");
            require(claimed <= actors.finalAmount(period, who), "claimed exceeds the leaf");
            sum += claimed;
        }
        require(sum == vault.paidOf(period) && sum <= vault.totalOf(period), "paid differs from claimed");
    }
}
