global using Pathwise.Learning.Data;
