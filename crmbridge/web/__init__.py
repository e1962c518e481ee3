"""The desk: pages over the ledger and the reports. This version only shows; it writes nothing and runs no job."""
