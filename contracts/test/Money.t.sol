// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

/// @dev Three accounts' life with the vault in random order; every call succeeds, else the run fails.
contract Actors is Fixture {
    address[3] public accounts = [address(0xACC1), address(0xACC2), address(0xACC3)];

    uint256 public paidIn;
    uint64 public epoch;
    /// @dev Final cumulative amounts, and what each account has seen on its balance.
    mapping(uint64 period => uint256[3]) private finalAmounts;
    mapping(uint256 id => uint256[3]) private proposedAmounts;
    uint256[] private pending;

    constructor() {
        deploy();
    }

    function contracts() external view returns (EpochLedger, RewardsVault) {
        return (ledger, vault);
    }

    function fund(uint64 amount) external {
        vm.deal(address(this), amount);
        vault.fund{value: amount}();
        paidIn += amount;
    }

    function buy(uint16 mebibytes, uint8 who) external {
        uint64 bought = uint64(mebibytes) + 1;
        uint256 price = vault.priceOf(bought);
        vm.deal(address(this), price);
        vault.buyPass{value: price}(accounts[who % 3], bought);
        paidIn += price;
    }

    function proposeEpoch(uint64 one, uint64 two, uint64 three) external {
        uint64 number = vault.nextEpoch();
        if (number == epoch) {
            anchorBoth(epoch);
            ++epoch;
        }
        uint64 period = number / 30;
        uint256[3] memory amounts = pending.length == 0 || latestPeriod() != period
            ? finalAmounts[period]
            : proposedAmounts[pending[pending.length - 1]];
        uint256 spare = vault.funded() - vault.committed();
        if (spare > CAP) spare = CAP;
        amounts[0] += one % (spare / 3 + 1);
        amounts[1] += two % (spare / 3 + 1);
        amounts[2] += three % (spare / 3 + 1);
        uint256 id = propose(number, number, root(period, amounts), amounts[0] + amounts[1] + amounts[2]);
        proposedAmounts[id] = amounts;
        pending.push(id);
    }

    function finaliseOldest() external {
        if (pending.length == 0) return;
        uint256 id = pending[0];
        RewardsVault.Proposal memory proposed = vault.proposal(id);
        if (block.timestamp < proposed.finalAt) vm.warp(proposed.finalAt);
        vault.finalise(id);
        finalAmounts[proposed.from / 30] = proposedAmounts[id];
        for (uint256 i = 1; i < pending.length; ++i) {
            pending[i - 1] = pending[i];
        }
        pending.pop();
    }

    function vetoOne(uint8 which) external {
        if (pending.length == 0) return;
        uint256 keep = which % pending.length;
        vm.prank(guardian);
        vault.veto(pending[keep]);
        while (pending.length > keep) pending.pop();
    }

    function claimFor(uint8 who, uint64 periodSeed) external {
        uint64 period = periodSeed % (epoch / 30 + 1);
        uint256 index = who % 3;
        uint256[3] memory amounts = finalAmounts[period];
        if (amounts[index] <= vault.claimed(period, accounts[index])) return;
        uint256 before = vault.claimed(period, accounts[index]);
        uint256 balance = accounts[index].balance;
        vault.claim(period, accounts[index], amounts[index], proofOf(period, amounts, index));
        equal(accounts[index].balance, balance + amounts[index] - before);
    }

    function finalAmount(uint64 period, uint256 index) external view returns (uint256) {
        return finalAmounts[period][index];
    }

    function latestPeriod() private view returns (uint64) {
        return vault.proposal(pending[pending.length - 1]).from / 30;
    }

    function root(uint64 period, uint256[3] memory amounts) private view returns (bytes32) {
        return pair(pair(leafOf(period, amounts, 0), leafOf(period, amounts, 1)), leafOf(period, amounts, 2));
    }

    function proofOf(uint64 period, uint256[3] memory amounts, uint256 index)
        private
        view
        returns (bytes32[] memory proof_)
    {
        bytes32 zero = leafOf(period, amounts, 0);
        bytes32 one = leafOf(period, amounts, 1);
        bytes32 two = leafOf(period, amounts, 2);
        if (index == 2) return list(pair(zero, one));
        proof_ = new bytes32[](2);
        proof_[0] = index == 0 ? one : zero;
        proof_[1] = two;
    }

    function leafOf(uint64 period, uint256[3] memory amounts, uint256 index) private view returns (bytes32) {
        return leaf(period, accounts[index], amounts[index]);
    }
}

/// @dev Invariants I4 (no double payment) and I5 (solvency).
contract MoneyInvariants {
    Actors private actors;
    RewardsVault private vault;

    function setUp() public {
        actors = new Actors();
        (, vault) = actors.contracts();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_ClaimedNeverExceedsTheFinalLeaf() public view {
        for (uint64 period = 0; period <= actors.epoch() / 30; ++period) {
            uint256 sum;
            for (uint256 index = 0; index < 3; ++index) {
                uint256 claimed = vault.claimed(period, actors.accounts(index));
                require(claimed <= actors.finalAmount(period, index), "claimed exceeds the leaf");
                sum += claimed;
            }
            require(sum == vault.paidOf(period) && sum <= vault.totalOf(period), "paid differs from claimed");
        }
    }

    function invariant_EveryBaseUnitIsAccountedFor() public view {
        uint256 totals;
        uint256 paid;
        for (uint64 period = 0; period <= actors.epoch() / 30; ++period) {
            totals += vault.totalOf(period);
            paid += vault.paidOf(period);
        }
        require(totals <= vault.committed() && vault.committed() <= vault.funded(), "promised more than paid in");
        require(vault.funded() == actors.paidIn(), "funded differs from what was paid in");
        require(address(vault).balance == vault.funded() - paid, "balance differs from the books");
    }
}
