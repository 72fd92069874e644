"""What makes the packages that IT installs."""
