"""What customers did later beside what they said: lift and calibration."""
