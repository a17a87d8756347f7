// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./Fixture.sol";

/// @dev What each transaction costs, base fee and data of the call included: forge runs this contract with `--isolate`, each
/// call as a transaction of its own. The names are those of gas.json.
contract GasTest is Fixture {
    uint256 private constant OTHER_KEY = 0xB0B5;
    /// @dev A period with a thousand accounts.
    uint256 private constant DEPTH = 10;

    address private node;

    function setUp() public {
        deploy();
        node = registerNode(NODE_KEY, STAKE + 100 ether);
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
        anchorBoth(0);
    }

    function test_Anchor() public {
        vm.warp(GENESIS + 2 * EPOCH);
        vm.prank(sessions);
        ledger.anchor(1, 0, hash("root"), 1, 1, hash("file"));
        measured("anchor of one row");
        vm.warp(GENESIS + 3 * EPOCH);
        vm.prank(sessions);
        ledger.anchor(2, 0, hash("root"), type(uint64).max, type(uint256).max, hash("file"));
        measured("anchor of the most rows there can be");
        vm.prank(sessions);
        ledger.correct(2, 0, hash("other"), 1_000_000, 1e30, hash("file"));
        measured("correct");
    }

    function test_Nodes() public {
        bytes memory signed = proof(OTHER_KEY, provider, hash("key"), hash("endpoint"), GENESIS + EPOCH);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(OTHER_KEY), hash("key"), hash("endpoint"), GENESIS + EPOCH, signed);
        measured("register");
        signed = proof(OTHER_KEY, provider, hash("next"), hash("other"), GENESIS + EPOCH);
        vm.prank(provider);
        registry.update(vm.addr(OTHER_KEY), hash("next"), hash("other"), GENESIS + EPOCH, signed);
        measured("update of tunnel key and endpoint");
        signed = proof(0xC0DE, provider, hash("next"), hash("other"), GENESIS + EPOCH);
        vm.prank(provider);
        registry.rotateNodeKey(vm.addr(OTHER_KEY), vm.addr(0xC0DE), GENESIS + EPOCH, signed);
        measured("rotateNodeKey");
        vm.prank(provider);
        registry.topUpDeposit{value: 1 ether}(node);
        measured("topUpDeposit");
        vm.prank(provider);
        registry.topUpBuffer{value: 1 ether}(node);
        measured("topUpBuffer");
        vm.prank(provider);
        registry.withdrawBuffer(node, 1 ether);
        measured("withdrawBuffer");
        vm.prank(provider);
        registry.announceExit(node);
        measured("announceExit");
        vm.warp(block.timestamp + 14 days);
        vm.prank(provider);
        registry.withdraw(node);
        measured("withdraw");
    }

    function test_Penalties() public {
        vm.prank(jailer);
        registry.setJail(node, uint64(block.timestamp) + 1 hours, "BLIND");
        measured("setJail");
        vm.prank(penaliser);
        registry.proposeSlash(node, 1_000, "BLIND", hash("evidence"), uint64(block.timestamp));
        measured("proposeSlash");
        vm.prank(provider);
        registry.contest(1);
        measured("contest");
        vm.prank(admin);
        registry.approveSlash(1);
        measured("approveSlash");
        vm.warp(block.timestamp + CHALLENGE);
        vm.prank(stranger);
        registry.executeSlash(1);
        measured("executeSlash");
        vm.prank(stranger);
        registry.sweep();
        measured("sweep");
    }

    function test_Rewards() public {
        vm.prank(stranger);
        vault.buyPass{value: 1 ether}(provider, 1024);
        measured("buyPass");
        (bytes32 root, bytes32[] memory path) = tree(3.3 ether);
        uint256 id = proposal(0, 0, root, 33.3 ether);
        measured("propose, first of a period");
        vm.warp(block.timestamp + CHALLENGE);
        vm.prank(stranger);
        vault.finalise(id);
        measured("finalise, first of a period");
        vm.prank(stranger);
        vault.claim(0, provider, 3.3 ether, path);
        measured("claim, first of an account in a period");

        anchorBoth(1);
        (root, path) = tree(6.7 ether);
        id = proposal(1, 1, root, 66.6 ether);
        measured("propose");
        vm.warp(block.timestamp + CHALLENGE);
        vm.prank(stranger);
        vault.finalise(id);
        measured("finalise");
        vm.prank(stranger);
        vault.claim(0, provider, 6.7 ether, path);
        measured("claim, later");

        for (uint64 epoch = 2; epoch < 9; ++epoch) {
            anchorBoth(epoch);
        }
        id = proposal(2, 8, root, 100 ether);
        measured("propose, a week");
        vm.prank(guardian);
        vault.veto(id);
        measured("veto of one");
    }

    function proposal(uint64 from, uint64 to, bytes32 root, uint256 total) private returns (uint256) {
        bytes32 versions = ledger.versionsHash(from, to);
        vm.prank(proposer);
        return vault.propose(from, to, root, total, hash("rules"), versions, hash("file"));
    }

    function measured(string memory name) private {
        vm.snapshotGasLastCall("gas", name);
    }

    /// @dev The root over the provider's leaf and the siblings on its path.
    function tree(uint256 cumulative) private view returns (bytes32 root, bytes32[] memory path) {
        root = leaf(0, provider, cumulative);
        path = new bytes32[](DEPTH);
        for (uint256 level = 0; level < DEPTH; ++level) {
            path[level] = keccak256(abi.encode("sibling", level, cumulative));
            root = pair(root, path[level]);
        }
    }

    function hash(string memory text) private pure returns (bytes32) {
        return keccak256(bytes(text));
    }
}
