"""The public catalogue of data: releases, sources, quality, what changed, tables to download. No database, no names."""
