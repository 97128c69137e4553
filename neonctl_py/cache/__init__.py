"""What earlier runs found out, kept on disk so that later ones need not: only ever a shortcut to the same answer."""
