export default {networks: {node: {type: 'edr-simulated', chainType: 'l1', chainId: 31337, hardfork: 'merge'}}};
