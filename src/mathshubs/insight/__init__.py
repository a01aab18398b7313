"""Pages that read several rooms; owns no facts."""
