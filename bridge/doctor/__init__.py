"""The doctor's room: looks for what keeps Sideman from working here, and says what helps."""
