"""Adapters to CRMs: each fulfils `crmbridge.ports.Crm`."""
