create schema sales;
