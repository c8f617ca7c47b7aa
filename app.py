"""Deploy Tieout: `cdk deploy --all -c stage=dev`."""

from infra.house import bundles, new_app, raise_house
from infra.stages import STAGES

app = new_app()
stage = STAGES[app.node.try_get_context("stage") or "dev"]
raise_house(app, stage, assets=bundles(stage))
app.synth()
