"""What scenario pages say: no Django here."""
