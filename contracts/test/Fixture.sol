// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {NodeRegistry} from "../src/NodeRegistry.sol";
import {RewardsVault} from "../src/RewardsVault.sol";

/// @dev The cheatcodes of forge that these tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function warp(uint256 timestamp) external;
    function roll(uint256 blockNumber) external;
    function prank(address sender) external;
    function deal(address account, uint256 balance) external;
    function chainId(uint256 id) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectPartialRevert(bytes4 selector) external;
    function expectRevert(bytes calldata revertData) external;
    function expectEmit() external;
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function getNonce(address account) external view returns (uint64);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function assume(bool condition) external pure;
    function etch(address account, bytes calldata code) external;
    function store(address account, bytes32 slot, bytes32 value) external;
    function record() external;
    function accesses(address account) external returns (bytes32[] memory reads, bytes32[] memory writes);
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonAddress(string calldata json, string calldata path) external pure returns (address);
    function parseJsonUint(string calldata json, string calldata path) external pure returns (uint256);
    function parseJsonBytes32(string calldata json, string calldata path) external pure returns (bytes32);
    function parseJsonBytes(string calldata json, string calldata path) external pure returns (bytes memory);
    function parseJsonString(string calldata json, string calldata path) external pure returns (string memory);
    function toString(uint256 value) external pure returns (string memory);
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256);
}

/// @dev The three contracts, deployed as dvpn-admin does, with an address per role.
abstract contract Fixture {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    bytes32 internal constant REGISTER_TYPE = keccak256(
        "Register(address provider,address node,bytes32 tunnelKey,bytes32 endpointHash,uint256 nonce,uint256 deadline)"
    );
    uint64 internal constant GENESIS = 1_790_000_000;
    uint64 internal constant EPOCH = 60;
    uint64 internal constant CHALLENGE = 5;
    uint256 internal constant STAKE = 20 ether;
    uint256 internal constant CAP = 100 ether;
    uint256 internal constant NODE_KEY = 0xA11CE;
    bytes32 internal constant TUNNEL = bytes32(uint256(0x70));
    bytes32 internal constant ENDPOINT = bytes32(uint256(0xE0));

    address internal admin = address(0xAD);
    address internal jailer = address(0x1A);
    address internal penaliser = address(0x9E);
    address internal sessions = address(0x5E);
    address internal performance = address(0x9F);
    address internal proposer = address(0x90);
    address internal guardian = address(0x60);
    address internal provider = address(0xB0B);
    address internal stranger = address(0x57);

    NodeRegistry internal registry;
    EpochLedger internal ledger;
    RewardsVault internal vault;

    function deploy() internal {
        vm.warp(GENESIS);
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        ledger = new EpochLedger(admin, sessions, performance, predicted, GENESIS, EPOCH);
        vault = new RewardsVault(admin, proposer, guardian, ledger, CHALLENGE, 1 ether, CAP);
        registry = new NodeRegistry(admin, jailer, penaliser, 10 ether, 10 ether, 14 days, CHALLENGE, vault);
        vm.deal(provider, 1_000 ether);
        vm.deal(stranger, 1_000 ether);
    }

    function proof(uint256 key, address by, bytes32 tunnelKey, bytes32 endpointHash, uint256 deadline)
        internal
        view
        returns (bytes memory)
    {
        address node = vm.addr(key);
        bytes32 message =
            keccak256(abi.encode(REGISTER_TYPE, by, node, tunnelKey, endpointHash, registry.nonces(node), deadline));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", registry.domainSeparator(), message)));
        return abi.encodePacked(r, s, v);
    }

    function registerNode(uint256 key, uint256 value) internal returns (address node) {
        node = vm.addr(key);
        bytes memory signed = proof(key, provider, TUNNEL, ENDPOINT, block.timestamp);
        vm.prank(provider);
        registry.register{value: value}(node, TUNNEL, ENDPOINT, block.timestamp, signed);
    }

    function anchorBoth(uint64 epoch) internal {
        vm.warp(GENESIS + (epoch + 1) * EPOCH);
        vm.prank(sessions);
        ledger.anchor(epoch, 0, bytes32(uint256(1)), 1, 1, bytes32(uint256(2)));
        vm.prank(performance);
        ledger.anchor(epoch, 1, bytes32(uint256(3)), 1, 1, bytes32(uint256(4)));
    }

    function propose(uint64 from, uint64 to, bytes32 root, uint256 total) internal returns (uint256) {
        bytes32 versions = ledger.versionsHash(from, to);
        vm.prank(proposer);
        return vault.propose(from, to, root, total, bytes32(0), versions, bytes32(0));
    }

    function proposeRefused(uint64 from, uint64 to, uint256 total, bytes memory revertData) internal {
        bytes32 versions = ledger.versionsHash(from, to);
        vm.expectRevert(revertData);
        vm.prank(proposer);
        vault.propose(from, to, 0, total, 0, versions, 0);
    }

    function settleEpoch(uint64 epoch, bytes32 root, uint256 total) internal {
        anchorBoth(epoch);
        uint256 id = propose(epoch, epoch, root, total);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
    }

    function leaf(uint64 period, address account, uint256 cumulative) internal view returns (bytes32) {
        return
            keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(vault), period, account, cumulative))));
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    function list() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    function list(bytes32 a) internal pure returns (bytes32[] memory one) {
        one = new bytes32[](1);
        one[0] = a;
    }

    function list(bytes32 a, bytes32 b) internal pure returns (bytes32[] memory two) {
        two = new bytes32[](2);
        (two[0], two[1]) = (a, b);
    }

    function expectUnauthorized(address account, bytes32 role) internal {
        vm.expectRevert(abi.encodeWithSignature("AccessControlUnauthorizedAccount(address,bytes32)", account, role));
    }

    function check(bool condition) internal pure {
        require(condition, "check failed");
    }

    function equal(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert Differs(actual, expected);
    }

    error Differs(uint256 actual, uint256 expected);
}
