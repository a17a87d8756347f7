// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeProofs} from "../src/NodeProofs.sol";
import {Nodes} from "../src/Nodes.sol";
import {Fixture} from "./Fixture.sol";

/// @dev The digests that viem makes of what the network signs, the file that Java's tests read too; the registry stands where
/// the file's domain says.
contract VectorsTest is Fixture {
    string private file;
    address private place;

    function setUp() public {
        deploy();
        file = vm.readFile("../libs/protocol/src/test/resources/vectors.json");
        place = vm.parseJsonAddress(file, ".domain.verifyingContract");
        vm.etch(place, address(registry).code);
        vm.chainId(vm.parseJsonUint(file, ".domain.chainId"));
    }

    function test_AGrantsDigestIsTheFiles() public view {
        string memory path = typed("Grant(");
        bytes memory members = abi.encode(
            wallet(path, "sessionKey"),
            wallet(path, "node"),
            word(path, "tunnelKey"),
            number(path, "maxBytes"),
            number(path, "notBefore"),
            number(path, "notAfter"),
            word(path, "nonce")
        );
        checkDigest(path, members);
    }

    function test_AnOffersDigestIsTheFiles() public view {
        string memory path = typed("Offer(");
        bytes memory members = abi.encode(
            word(path, "sessionId"),
            word(path, "nodeTunnelKey"),
            word(path, "endpointHash"),
            word(path, "clientConfigHash"),
            number(path, "at")
        );
        checkDigest(path, members);
    }

    function test_AUsagesDigestIsTheFiles() public view {
        string memory path = typed("Usage(");
        bytes memory members = abi.encode(
            word(path, "sessionId"),
            wallet(path, "node"),
            bytes16(vm.parseJsonBytes(file, string.concat(path, ".message.boot"))),
            number(path, "seq"),
            number(path, "rx"),
            number(path, "tx"),
            number(path, "at")
        );
        checkDigest(path, members);
    }

    function test_AnAcksDigestIsTheFiles() public view {
        string memory path = typed("Ack(");
        checkDigest(path, abi.encode(word(path, "usageHash"), number(path, "rx"), number(path, "tx")));
    }

    /// @dev The file's signature is not the node key's: the registry names the signer that its own digest gives.
    function test_TheRegistryFindsTheSignerOfTheFilesRegistration() public {
        string memory path = typed("Register(");
        address node = wallet(path, "node");
        address signer = vm.parseJsonAddress(file, ".address");
        check(signer == wallet(path, "provider"));
        vm.record();
        Nodes(place).nonces(node);
        (bytes32[] memory slots,) = vm.accesses(place);
        vm.store(place, slots[0], bytes32(number(path, "nonce")));
        bytes memory proof = vm.parseJsonBytes(file, string.concat(path, ".signature"));
        vm.deal(signer, STAKE);
        vm.expectRevert(abi.encodeWithSelector(NodeProofs.NodeProofInvalid.selector, signer));
        vm.prank(signer);
        Nodes(place).register{value: STAKE}(
            node, word(path, "tunnelKey"), word(path, "endpointHash"), number(path, "deadline"), proof
        );
    }

    function checkDigest(string memory path, bytes memory members) private view {
        bytes32 type_ = keccak256(bytes(vm.parseJsonString(file, string.concat(path, ".type"))));
        bytes32 digest = keccak256(
            abi.encodePacked(hex"1901", Nodes(place).domainSeparator(), keccak256(bytes.concat(type_, members)))
        );
        check(digest == vm.parseJsonBytes32(file, string.concat(path, ".digest")));
    }

    /// @dev The place in the file of the message whose type begins so.
    function typed(string memory begin) private view returns (string memory path) {
        for (uint256 i = 0; i < 20; ++i) {
            path = string.concat(".typed[", vm.toString(i), "]");
            bytes memory found = bytes(vm.parseJsonString(file, string.concat(path, ".type")));
            if (keccak256(prefix(found, bytes(begin).length)) == keccak256(bytes(begin))) return path;
        }
        revert(begin);
    }

    function prefix(bytes memory text, uint256 length) private pure returns (bytes memory begin) {
        begin = new bytes(length);
        for (uint256 i = 0; i < length && i < text.length; ++i) {
            begin[i] = text[i];
        }
    }

    function wallet(string memory path, string memory name) private view returns (address) {
        return vm.parseJsonAddress(file, string.concat(path, ".message.", name));
    }

    function word(string memory path, string memory name) private view returns (bytes32) {
        return vm.parseJsonBytes32(file, string.concat(path, ".message.", name));
    }

    function number(string memory path, string memory name) private view returns (uint256) {
        return vm.parseJsonUint(file, string.concat(path, ".message.", name));
    }
}
