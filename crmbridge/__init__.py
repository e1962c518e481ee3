"""crmbridge makes the client record of a CRM complete, and proves it. Start reading at `crmbridge.pipeline`."""
