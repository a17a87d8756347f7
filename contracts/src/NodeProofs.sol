// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A node key's proof of possession
/// @notice The node key, made on the host and never leaving it, signs which provider it belongs to and where it is reached
/// (EIP-712, protocol section 1). Each proof is good for one call.
abstract contract NodeProofs {
    bytes32 private constant REGISTER_TYPE = keccak256(
        "Register(address provider,address node,bytes32 tunnelKey,bytes32 endpointHash,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// @notice The nonce that the next proof of a node key must carry.
    mapping(address node => uint256) public nonces;

    error NodeProofExpired(uint256 deadline);
    error NodeProofInvalid(address signer);
    error NodeKeyMissing();

    /// @notice The EIP-712 domain of everything the network signs.
    function domainSeparator() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("dVPN"), keccak256("1"), block.chainid, address(this)));
    }

    /// @dev Checks and uses up a node key's proof of possession for the caller as provider.
    function _prove(address node_, bytes32 tunnelKey, bytes32 endpointHash, uint256 deadline, bytes calldata proof)
        internal
    {
        if (tunnelKey == 0) revert NodeKeyMissing();
        if (block.timestamp > deadline) revert NodeProofExpired(deadline);
        bytes32 message =
            keccak256(abi.encode(REGISTER_TYPE, msg.sender, node_, tunnelKey, endpointHash, nonces[node_]++, deadline));
        address signer = ECDSA.recover(keccak256(abi.encodePacked(hex"1901", domainSeparator(), message)), proof);
        if (signer != node_) revert NodeProofInvalid(signer);
    }
}
