"""Static files under names that carry a hash of their content, ES-module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports of ES modules too, so that a page never mixes two versions of them."""

    support_js_module_import_aggregation = True
    # Django rewrites one level of imports a pass, and ours are deeper than its default of 5.
    max_post_process_passes = 50
