"""The stages of a run, one module each; `crmbridge.pipeline` puts them in order."""
