// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

/// @dev Trees as OpenZeppelin's library builds them: a heap of 2n - 1 nodes, the leaves last, in reverse.
contract ProofsTest is Fixture {
    bytes32 private constant HASH = bytes32(uint256(2));
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB1);

    function setUp() public {
        deploy();
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
    }

    function test_RefusesAProofOfAnotherPeriod() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        for (uint64 epoch = 1; epoch < 31; ++epoch) {
            anchorBoth(epoch);
        }
        finalised(1, 29, leaf(0, ALICE, 1 ether), 1 ether);
        finalised(30, 30, leaf(1, ALICE, 2 ether), 2 ether);
        refused(vault, 1, ALICE, 1 ether, list());
        refused(vault, 0, ALICE, 2 ether, list());
        refused(vault, 2, ALICE, 1 ether, list());
        vault.claim(0, ALICE, 1 ether, list());
        vault.claim(1, ALICE, 2 ether, list());
        equal(ALICE.balance, 3 ether);
    }

    function test_RefusesAProofOfAnotherVault() public {
        RewardsVault first = vault;
        bytes32 root = leaf(0, ALICE, 1 ether);
        deploy();
        vm.deal(address(this), 1 ether);
        vault.fund{value: 1 ether}();
        settleEpoch(0, root, 1 ether);
        check(address(first) != address(vault));
        refused(vault, 0, ALICE, 1 ether, list());
    }

    function test_RefusesAProofOfAnotherChain() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        vm.chainId(9030);
        refused(vault, 0, ALICE, 1 ether, list());
    }

    function test_RefusesAProofOfAnotherAccountOrAmount() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        refused(vault, 0, BOB, 1 ether, list());
        refused(vault, 0, ALICE, 2 ether, list());
    }

    function test_RefusesAnEmptyProofUnlessTheTreeIsItsOneLeaf() public {
        bytes32 alice = leaf(0, ALICE, 1 ether);
        bytes32 bob = leaf(0, BOB, 1 ether);
        refused(vault, 0, ALICE, 1 ether, list());
        settleEpoch(0, alice, 1 ether);
        settleEpoch(1, pair(alice, bob), 2 ether);
        vault.claim(0, ALICE, 1 ether, list());
        refused(vault, 0, BOB, 1 ether, list());
        vault.claim(0, BOB, 1 ether, list(alice));
    }

    function test_AnInnerNodeIsNoLeaf() public {
        bytes32[] memory leaves = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) {
            leaves[i] = leafOf(abi.encode(i));
        }
        bytes32[] memory heap = heapOf(leaves);
        anchor(heap[0], 4);
        (bytes32 low, bytes32 high) = heap[3] < heap[4] ? (heap[3], heap[4]) : (heap[4], heap[3]);
        check(pair(low, high) == heap[1]);
        // What hashes to heap[1] once, with the rest of the way to the root.
        check(!verified(heap[0], 4, bytes.concat(low, high), list(heap[2])));
        check(verified(heap[0], 4, abi.encode(uint256(0)), pathOf(heap, 0)));
    }

    function test_ALeafOf64BytesIsALeafLikeAnyOther() public {
        bytes memory fields = abi.encode(leafOf("one"), leafOf("two"));
        equal(fields.length, 64);
        bytes32 other = leafOf("other");
        bytes32 root = pair(leafOf(fields), other);
        anchor(root, 2);
        check(verified(root, 2, fields, list(other)));
        check(!verified(root, 2, "one", list(leafOf("two"), other)));
    }

    function test_AnAnchorWithoutLeavesProvesNothing() public {
        anchor(0, 0);
        check(!verified(0, 0, "", list()));
        check(!verified(0, 0, new bytes(64), list()));
    }

    function testFuzz_PaysEveryLeafOfATreeExactly(uint8 many, uint96[20] calldata amounts) public {
        uint256 size = many % 20 + 1;
        uint256[] memory cumulative = new uint256[](size);
        bytes32[] memory leaves = new bytes32[](size);
        uint256 total;
        for (uint256 i = 0; i < size; ++i) {
            cumulative[i] = amounts[i] % 5 ether + 1;
            leaves[i] = leaf(0, account(i), cumulative[i]);
            total += cumulative[i];
        }
        bytes32[] memory heap = heapOf(leaves);
        settleEpoch(0, heap[0], total);
        for (uint256 i = 0; i < size; ++i) {
            vault.claim(0, account(i), cumulative[i], pathOf(heap, i));
            equal(account(i).balance, cumulative[i]);
        }
        equal(vault.paidOf(0), total);
        equal(address(vault).balance, 500 ether - total);
    }

    function testFuzz_AChangedProofNeverVerifies(uint256 cumulative, bytes32 sibling) public {
        vm.assume(cumulative != 1 ether);
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        refused(vault, 0, ALICE, cumulative, list());
        refused(vault, 0, ALICE, 1 ether, list(sibling));
    }

    function testFuzz_VerifiesOnlyTheContentsThatWereAnchored(
        bytes32 root,
        uint64 leaves,
        uint256 total,
        bytes32 dataHash
    ) public {
        bytes32 anchored = leafOf("row");
        vm.assume(root != anchored && leaves != 1 && total != 11 && dataHash != HASH);
        anchor(anchored, 1);
        check(ledger.verify(0, 0, anchored, 1, 11, HASH, "row", list()));
        check(!ledger.verify(0, 0, root, 1, 11, HASH, "row", list()));
        check(!ledger.verify(0, 0, anchored, leaves, 11, HASH, "row", list()));
        check(!ledger.verify(0, 0, anchored, 1, total, HASH, "row", list()));
        check(!ledger.verify(0, 0, anchored, 1, 11, dataHash, "row", list()));
        check(!ledger.verify(0, 1, anchored, 1, 11, HASH, "row", list()));
        check(!ledger.verify(1, 0, anchored, 1, 11, HASH, "row", list()));
    }

    function anchor(bytes32 root, uint64 leaves) private {
        vm.warp(GENESIS + EPOCH);
        vm.prank(sessions);
        ledger.anchor(0, 0, root, leaves, 11, HASH);
    }

    function verified(bytes32 root, uint64 leaves, bytes memory fields, bytes32[] memory path)
        private
        view
        returns (bool)
    {
        return ledger.verify(0, 0, root, leaves, 11, HASH, fields, path);
    }

    function finalised(uint64 from, uint64 to, bytes32 root, uint256 total) private {
        uint256 id = propose(from, to, root, total);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
    }

    function refused(RewardsVault by, uint64 period, address who, uint256 cumulative, bytes32[] memory path) private {
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        by.claim(period, who, cumulative, path);
    }

    function account(uint256 i) private pure returns (address) {
        return address(uint160(0xACC000 + i));
    }

    function leafOf(bytes memory fields) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(fields)));
    }

    function heapOf(bytes32[] memory leaves) private pure returns (bytes32[] memory heap) {
        heap = new bytes32[](2 * leaves.length - 1);
        for (uint256 i = 0; i < leaves.length; ++i) {
            heap[heap.length - 1 - i] = leaves[i];
        }
        for (uint256 i = leaves.length - 1; i > 0; --i) {
            heap[i - 1] = pair(heap[2 * i - 1], heap[2 * i]);
        }
    }

    function pathOf(bytes32[] memory heap, uint256 leaf_) private pure returns (bytes32[] memory path) {
        uint256 depth;
        uint256 start = heap.length - 1 - leaf_;
        for (uint256 place = start; place > 0; place = (place - 1) / 2) {
            ++depth;
        }
        path = new bytes32[](depth);
        uint256 level;
        for (uint256 place = start; place > 0; place = (place - 1) / 2) {
            path[level++] = heap[place % 2 == 0 ? place - 1 : place + 1];
        }
    }
}
