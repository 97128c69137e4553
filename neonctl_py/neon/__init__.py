"""The Neon API: what is asked, what is answered, what is observed. No plan and no SQL is known here."""
