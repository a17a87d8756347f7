-- One database per service, made when the server's volume is empty.
create database registry;
create database ledger;
create database rewards;
create database gateway;
