// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeRegistry} from "../src/NodeRegistry.sol";
import {Nodes} from "../src/Nodes.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

/// @dev Money that goes to contracts which call back, refuse it, or force it upon others.
contract ReceiversTest is Fixture {
    uint256 private constant KEY = 7;
    address private constant BOB = address(0xB1);
    bytes4 private constant GUARDED = bytes4(keccak256("ReentrancyGuardReentrantCall()"));

    Receiver private receiver;
    address private node;

    function setUp() public {
        deploy();
        receiver = new Receiver();
        vm.deal(address(receiver), 100 ether);
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
        node = vm.addr(KEY);
        bytes memory signed = proof(KEY, address(receiver), TUNNEL, ENDPOINT, GENESIS);
        vm.prank(address(receiver));
        registry.register{value: STAKE}(node, TUNNEL, ENDPOINT, GENESIS, signed);
        vm.deal(address(receiver), 0);
    }

    function test_AClaimFromInsideAClaimIsPaidOnce() public {
        settleEpoch(0, leaf(0, address(receiver), 4 ether), 8 ether);
        receiver.callsBack(address(vault), claimOf(address(receiver), 4 ether, list()));
        vault.claim(0, address(receiver), 4 ether, list());
        check(receiver.refusal() == RewardsVault.VaultNothingToClaim.selector);
        equal(address(receiver).balance, 4 ether);
        equal(vault.paidOf(0), 4 ether);
    }

    function test_AClaimFromInsideAClaimForAnotherAccountIsBookedLikeAnyOther() public {
        bytes32 own = leaf(0, address(receiver), 4 ether);
        bytes32 bobs = leaf(0, BOB, 3 ether);
        settleEpoch(0, pair(own, bobs), 7 ether);
        receiver.callsBack(address(vault), claimOf(BOB, 3 ether, list(own)));
        vault.claim(0, address(receiver), 4 ether, list(bobs));
        check(receiver.calledBack());
        equal(BOB.balance, 3 ether);
        equal(vault.paidOf(0), 7 ether);
        equal(address(vault).balance, 493 ether);
    }

    function test_ARootMadeFinalFromInsideAClaimLeavesTheBooksRight() public {
        settleEpoch(0, leaf(0, address(receiver), 4 ether), 4 ether);
        anchorBoth(1);
        uint256 id = propose(1, 1, leaf(0, address(receiver), 5 ether), 5 ether);
        vm.warp(block.timestamp + CHALLENGE);
        receiver.callsBack(address(vault), abi.encodeCall(RewardsVault.finalise, id));
        vault.claim(0, address(receiver), 4 ether, list());
        check(receiver.calledBack());
        vault.claim(0, address(receiver), 5 ether, list());
        equal(vault.paidOf(0), 5 ether);
        equal(address(receiver).balance, 5 ether);
    }

    function test_WithdrawingTheBufferFromInsideItsPaymentIsRefused() public {
        receiver.callsBack(address(registry), abi.encodeCall(Nodes.withdrawBuffer, (node, 6 ether)));
        vm.prank(address(receiver));
        registry.withdrawBuffer(node, 4 ether);
        check(receiver.refusal() == GUARDED);
        equal(address(receiver).balance, 4 ether);
        equal(registry.node(node).buffer, 6 ether);
    }

    function test_WithdrawingFromInsideAPaymentIsRefused() public {
        vm.prank(address(receiver));
        registry.announceExit(node);
        vm.warp(GENESIS + 14 days);
        receiver.callsBack(address(registry), abi.encodeCall(Nodes.withdraw, node));
        vm.prank(address(receiver));
        registry.withdraw(node);
        check(receiver.refusal() == GUARDED);
        equal(address(receiver).balance, STAKE);
    }

    function test_SweepingFromInsideAPaymentIsRefused() public {
        receiver.callsBack(address(registry), abi.encodeCall(NodeRegistry.sweep, ()));
        vm.prank(address(receiver));
        registry.withdrawBuffer(node, 1);
        check(receiver.refusal() == GUARDED);
        equal(address(registry).balance, STAKE - 1);
    }

    function test_SweepingFromInsideASweepIsRefused() public {
        NodeRegistry other = new NodeRegistry(
            admin, jailer, penaliser, 10 ether, 10 ether, 14 days, CHALLENGE, RewardsVault(address(receiver))
        );
        receiver.callsBack(address(other), abi.encodeCall(NodeRegistry.sweep, ()));
        other.sweep();
        check(receiver.refusal() == GUARDED);
    }

    function test_AnAccountThatRefusesMoneyHurtsOnlyItself() public {
        bytes32 refused = leaf(0, address(this), 4 ether);
        bytes32 bobs = leaf(0, BOB, 3 ether);
        settleEpoch(0, pair(refused, bobs), 7 ether);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.VaultPaymentRefused.selector, address(this)));
        vault.claim(0, address(this), 4 ether, list(bobs));
        equal(vault.claimed(0, address(this)), 0);
        vault.claim(0, BOB, 3 ether, list(refused));
        equal(vault.paidOf(0), 3 ether);
    }

    function test_AProviderThatRefusesMoneyHurtsOnlyItself() public {
        receiver.refuses();
        vm.expectRevert(abi.encodeWithSelector(Nodes.NodePaymentRefused.selector, address(receiver)));
        vm.prank(address(receiver));
        registry.withdrawBuffer(node, 1);
        equal(registry.node(node).buffer, 10 ether);
    }

    function test_MoneyForcedUponTheContractsIsNobodysAndChangesNothing() public {
        settleEpoch(0, leaf(0, BOB, 3 ether), 3 ether);
        new Bomb{value: 1 ether}(address(vault));
        new Bomb{value: 2 ether}(address(registry));
        equal(address(vault).balance, 501 ether);
        equal(vault.funded(), 500 ether);
        equal(registry.totalDeposits(), 10 ether);
        registry.sweep();
        equal(vault.funded(), 500 ether);
        vault.claim(0, BOB, 3 ether, list());
        vm.prank(address(receiver));
        registry.withdrawBuffer(node, 10 ether);
        equal(address(vault).balance, 498 ether);
        equal(address(registry).balance, 12 ether);
    }

    function test_RefusesPlainTransfers() public {
        vm.deal(address(this), 2);
        (bool toVault,) = address(vault).call{value: 1}("");
        (bool toRegistry,) = address(registry).call{value: 1}("");
        check(!toVault && !toRegistry);
    }

    function claimOf(address account, uint256 cumulative, bytes32[] memory path) private pure returns (bytes memory) {
        return abi.encodeCall(RewardsVault.claim, (0, account, cumulative, path));
    }
}

/// @dev Does one call from inside the next payment, or refuses it.
contract Receiver {
    address private target;
    bytes private data;
    bool private refusing;
    bool public calledBack;
    bytes4 public refusal;

    function callsBack(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function refuses() external {
        refusing = true;
    }

    /// @dev What a vault offers to a sweep.
    function fund() external payable {
        callBack();
    }

    receive() external payable {
        require(!refusing);
        callBack();
    }

    function callBack() private {
        if (data.length == 0) return;
        (address to, bytes memory what) = (target, data);
        delete data;
        (bool done, bytes memory answer) = to.call(what);
        calledBack = done;
        if (!done) refusal = bytes4(answer);
    }
}

contract Bomb {
    constructor(address receiver) payable {
        selfdestruct(payable(receiver));
    }
}
