// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeProofs} from "./NodeProofs.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @title Providers' nodes: registration, keys, deposit and buffer, exit
/// @notice A node is named by the address of its node key. Its provider, the wallet that registered it, holds two ledgers
/// with it: a deposit, which penalties can reach, and an operating buffer, which they can't. Amounts are base units.
abstract contract Nodes is AccessControl, ReentrancyGuard, NodeProofs {
    /// @param registeredAt seconds since 1970, kept when the node key is rotated
    /// @param frozen the part of the deposit that pending penalties hold
    /// @param slashed what penalties have taken in all, kept when the node key is rotated
    struct Record {
        address provider;
        uint64 registeredAt;
        bool expelled;
        bytes32 tunnelKey;
        bytes32 endpointHash;
        uint128 deposit;
        uint128 buffer;
        uint64 jailedUntil;
        uint64 withdrawableAt;
        uint128 frozen;
        uint128 slashed;
    }

    /// @notice What `node` answers; zeros for a node that isn't there.
    struct Node {
        address provider;
        bytes32 tunnelKey;
        bytes32 endpointHash;
        uint256 deposit;
        uint256 buffer;
        uint64 registeredAt;
        uint64 jailedUntil;
        uint64 withdrawableAt;
        bool expelled;
    }

    struct ReplacedKey {
        bytes32 tunnelKey;
        uint64 validUntil;
    }

    /// @notice How long a replaced tunnel key stays valid, so that running sessions don't break.
    uint64 public constant REPLACED_KEY_VALIDITY = 24 hours;

    /// @notice The deposit below which a node may not serve, base units.
    uint128 public immutable requiredDeposit;
    /// @notice The operating buffer below which a node may not serve, base units.
    uint128 public immutable requiredBuffer;
    /// @notice Seconds from `announceExit` to `withdraw`.
    uint64 public immutable exitDelay;

    /// @notice Where a rotated node key went; such a key is retired for good.
    mapping(address node => address) public successor;
    /// @notice The sum of all deposits held, base units.
    uint256 public totalDeposits;

    mapping(address node => Record) internal _records;
    mapping(address node => ReplacedKey) private _replacedKeys;

    /// @param deposit base units, as in all events below
    event NodeRegistered(
        address indexed node,
        address indexed provider,
        bytes32 tunnelKey,
        bytes32 endpointHash,
        uint256 deposit,
        uint256 buffer
    );
    event NodeUpdated(address indexed node, bytes32 tunnelKey, bytes32 endpointHash);
    event NodeKeyRotated(address indexed from, address indexed to);
    /// @param deposit what it is after the change
    event DepositChanged(address indexed node, uint256 deposit);
    /// @param buffer what it is after the change
    event BufferChanged(address indexed node, uint256 buffer);
    /// @notice Deposit or buffer fell below what is required.
    event NodeSuspended(address indexed node);
    /// @notice Deposit and buffer are what is required again.
    event NodeResumed(address indexed node);
    /// @param withdrawableAt seconds since 1970
    event ExitAnnounced(address indexed node, uint64 withdrawableAt);
    /// @param amount deposit and buffer together
    event NodeWithdrawn(address indexed node, uint256 amount);

    error NodeNotFound(address node);
    error NodeAlreadyRegistered(address node);
    error NodeKeyRetired(address node);
    error NodeNotProvider(address caller);
    error NodeStakeTooSmall(uint256 sent, uint256 required);
    error NodeBufferTooSmall(uint256 buffer, uint256 amount);
    error NodeLeaving(address node);
    error NodeNotWithdrawable(uint64 withdrawableAt);
    error NodePaymentRefused(address receiver);

    /// @param requiredDeposit_ base units
    /// @param requiredBuffer_ base units
    /// @param exitDelay_ seconds
    constructor(uint128 requiredDeposit_, uint128 requiredBuffer_, uint64 exitDelay_) {
        requiredDeposit = requiredDeposit_;
        requiredBuffer = requiredBuffer_;
        exitDelay = exitDelay_;
    }

    modifier onlyProvider(address node_) {
        if (_found(node_).provider != msg.sender) revert NodeNotProvider(msg.sender);
        _;
    }

    /// @notice Registers a node of the caller. Of the value sent the required buffer goes to the buffer, the rest to the
    /// deposit.
    /// @param node_ the address of the node key
    /// @param tunnelKey the node's WireGuard public key
    /// @param endpointHash Keccak-256 of where the node is reached (protocol section 1)
    /// @param proof the node key's signature of `Register` with its `nonces` value; void after `deadline` (seconds)
    function register(address node_, bytes32 tunnelKey, bytes32 endpointHash, uint256 deadline, bytes calldata proof)
        external
        payable
    {
        uint256 required = uint256(requiredDeposit) + requiredBuffer;
        if (msg.value < required) revert NodeStakeTooSmall(msg.value, required);
        _requireUnused(node_);
        _prove(node_, tunnelKey, endpointHash, deadline, proof);
        Record storage record = _records[node_];
        record.provider = msg.sender;
        record.registeredAt = uint64(block.timestamp);
        record.tunnelKey = tunnelKey;
        record.endpointHash = endpointHash;
        record.deposit = uint128(msg.value - requiredBuffer);
        record.buffer = requiredBuffer;
        totalDeposits += record.deposit;
        emit NodeRegistered(node_, msg.sender, tunnelKey, endpointHash, record.deposit, record.buffer);
    }

    /// @notice Replaces a node's tunnel key and endpoint; the replaced key stays valid for `REPLACED_KEY_VALIDITY`.
    /// @param proof and `deadline` as in `register`
    function update(address node_, bytes32 tunnelKey, bytes32 endpointHash, uint256 deadline, bytes calldata proof)
        external
        onlyProvider(node_)
    {
        _prove(node_, tunnelKey, endpointHash, deadline, proof);
        Record storage record = _records[node_];
        if (record.tunnelKey != tunnelKey) {
            _replacedKeys[node_] = ReplacedKey(record.tunnelKey, uint64(block.timestamp) + REPLACED_KEY_VALIDITY);
        }
        record.tunnelKey = tunnelKey;
        record.endpointHash = endpointHash;
        emit NodeUpdated(node_, tunnelKey, endpointHash);
    }

    /// @notice Gives a node a new node key; deposit, buffer, age, jail and strikes go along, `from` is retired.
    /// @param proof the new key's signature of `Register` with the node's present tunnel key and endpoint
    function rotateNodeKey(address from, address to, uint256 deadline, bytes calldata proof)
        external
        onlyProvider(from)
    {
        _requireUnused(to);
        Record memory record = _records[from];
        _prove(to, record.tunnelKey, record.endpointHash, deadline, proof);
        _records[to] = record;
        _replacedKeys[to] = _replacedKeys[from];
        successor[from] = to;
        delete _records[from];
        delete _replacedKeys[from];
        emit NodeKeyRotated(from, to);
    }

    /// @notice Adds the value sent to a node's deposit; anyone may.
    function topUpDeposit(address node_) external payable {
        bool before = _funded(_found(node_));
        _records[node_].deposit += uint128(msg.value);
        totalDeposits += msg.value;
        emit DepositChanged(node_, _records[node_].deposit);
        _announceFunding(node_, before);
    }

    /// @notice Adds the value sent to a node's buffer; anyone may.
    function topUpBuffer(address node_) external payable {
        bool before = _funded(_found(node_));
        _records[node_].buffer += uint128(msg.value);
        emit BufferChanged(node_, _records[node_].buffer);
        _announceFunding(node_, before);
    }

    /// @notice Pays a part of the buffer back to the provider, at any time.
    /// @param amount base units
    function withdrawBuffer(address node_, uint256 amount) external nonReentrant onlyProvider(node_) {
        Record storage record = _records[node_];
        bool before = _funded(record);
        if (amount > record.buffer) revert NodeBufferTooSmall(record.buffer, amount);
        record.buffer -= uint128(amount);
        emit BufferChanged(node_, record.buffer);
        _announceFunding(node_, before);
        _pay(msg.sender, amount);
    }

    /// @notice Starts the exit: the node is not eligible from here on.
    function announceExit(address node_) external onlyProvider(node_) {
        Record storage record = _records[node_];
        if (record.withdrawableAt != 0) revert NodeLeaving(node_);
        record.withdrawableAt = uint64(block.timestamp) + exitDelay;
        emit ExitAnnounced(node_, record.withdrawableAt);
    }

    /// @notice Ends the exit: pays deposit and buffer back. What a pending penalty has frozen stays until that is decided,
    /// then `withdraw` again. An expelled node's record stays, so that it can't come back.
    function withdraw(address node_) external nonReentrant onlyProvider(node_) {
        Record storage record = _records[node_];
        if (record.withdrawableAt == 0 || block.timestamp < record.withdrawableAt) {
            revert NodeNotWithdrawable(record.withdrawableAt);
        }
        uint128 deposit = record.deposit - record.frozen;
        uint256 amount = uint256(deposit) + record.buffer;
        totalDeposits -= deposit;
        if (record.frozen == 0 && !record.expelled) {
            delete _records[node_];
            delete _replacedKeys[node_];
        } else {
            record.deposit = record.frozen;
            record.buffer = 0;
        }
        emit NodeWithdrawn(node_, amount);
        _pay(msg.sender, amount);
    }

    /// @notice Whether a node may serve: deposit and buffer are there, and it is not jailed, expelled or leaving.
    function eligible(address node_) external view returns (bool) {
        Record storage record = _records[node_];
        return record.provider != address(0) && _funded(record) && block.timestamp >= record.jailedUntil
            && !record.expelled && record.withdrawableAt == 0;
    }

    /// @notice What is kept of a node.
    function node(address node_) external view returns (Node memory) {
        Record storage record = _records[node_];
        return Node({
            provider: record.provider,
            tunnelKey: record.tunnelKey,
            endpointHash: record.endpointHash,
            deposit: record.deposit,
            buffer: record.buffer,
            registeredAt: record.registeredAt,
            jailedUntil: record.jailedUntil,
            withdrawableAt: record.withdrawableAt,
            expelled: record.expelled
        });
    }

    /// @notice Whether a tunnel key is a node's present one, or its replaced one within its validity.
    function tunnelKeyValid(address node_, bytes32 tunnelKey) external view returns (bool) {
        ReplacedKey storage replaced = _replacedKeys[node_];
        return tunnelKey != 0
            && (_records[node_].tunnelKey == tunnelKey
                || (replaced.tunnelKey == tunnelKey && block.timestamp < replaced.validUntil));
    }

    function _found(address node_) internal view returns (Record storage record) {
        record = _records[node_];
        if (record.provider == address(0)) revert NodeNotFound(node_);
    }

    function _funded(Record storage record) internal view returns (bool) {
        return record.deposit >= requiredDeposit && record.buffer >= requiredBuffer;
    }

    function _announceFunding(address node_, bool before) internal {
        bool funded = _funded(_records[node_]);
        if (before && !funded) emit NodeSuspended(node_);
        if (!before && funded) emit NodeResumed(node_);
    }

    function _pay(address receiver, uint256 amount) private {
        (bool paid,) = receiver.call{value: amount}("");
        if (!paid) revert NodePaymentRefused(receiver);
    }

    function _requireUnused(address node_) private view {
        if (successor[node_] != address(0)) revert NodeKeyRetired(node_);
        if (_records[node_].provider != address(0)) revert NodeAlreadyRegistered(node_);
    }
}
